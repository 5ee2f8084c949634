import { expect, test } from 'vitest';
import { addressesIn } from '../../src/routes/(signed-in)/orgs/[org=slug]/members/(admin)/invitations/addresses.ts';

const emailsIn = (list: string) => addressesIn(list).map(({ email }) => email);

test.each([
	['one', 'ada@acme.test', ['ada@acme.test']],
	[
		'lines, with spaces and empty ones',
		' ada@acme.test \r\n\n max@acme.test',
		['ada@acme.test', 'max@acme.test']
	],
	[
		'commas and semicolons',
		'ada@acme.test, max@acme.test;ian@acme.test',
		['ada@acme.test', 'max@acme.test', 'ian@acme.test']
	],
	['as mail programs write them', 'Ada Admin <ada@acme.test>', ['ada@acme.test']],
	['a name that is quoted', '"Ada" <ada+work@mail.acme.test>', ['ada+work@mail.acme.test']],
	[
		'what is none',
		'ada\nada@\n@acme.test\nada@acme\nada max@acme.test',
		[null, null, null, null, null]
	],
	['one that is too long for mail', `${'a'.repeat(250)}@acme.test`, [null]],
	['nothing', ' \n , ;', []]
])('%s', (_, list, emails) => {
	expect(emailsIn(list)).toEqual(emails);
});

test('each line is kept as it was written', () => {
	expect(addressesIn('Ada <ada@acme.test>\nnonsense')).toEqual([
		{ text: 'Ada <ada@acme.test>', email: 'ada@acme.test' },
		{ text: 'nonsense', email: null }
	]);
});
