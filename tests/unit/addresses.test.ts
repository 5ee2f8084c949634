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
	[
		'names with commas, quoted or not, and addresses before them',
		'"Admin, Ada" <ada@acme.test>; Member, Max <max@acme.test>, ian@acme.test, Grace <grace@acme.test>',
		['ada@acme.test', 'max@acme.test', 'ian@acme.test', 'grace@acme.test']
	],
	['an address that is its own name', 'ada@acme.test <ada@acme.test>', ['ada@acme.test']],
	['spaces between addresses', 'ada@acme.test max@acme.test', ['ada@acme.test', 'max@acme.test']],
	[
		'rows of a table',
		'Ada\tAdmin\tada@acme.test\n\tmax@acme.test\t',
		['ada@acme.test', 'max@acme.test']
	],
	[
		'addresses as they are copied from elsewhere',
		`mailto:ada@acme.test\n'max@acme.test'\n"ian@acme.test"`,
		['ada@acme.test', 'max@acme.test', 'ian@acme.test']
	],
	['half of a bracket', 'Ada <ada@acme.test\n<>\nAda <ada>', [null, null, null]],
	['a full stop at its end', 'ada@acme.test.', [null]],
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

test('a list of nothing but signs is read at once', () => {
	for (const sign of ['<', '<>', '@', '@,', '"', ',', ' ', '\t', '<@']) {
		const begun = performance.now();
		addressesIn(sign.repeat(10_000) + '<x>');
		expect(performance.now() - begun, sign).toBeLessThan(500);
	}
});
