import { describe, expect, test } from 'vitest';
import { connect } from '../../commands/database/connect.ts';
import { readArguments } from '../../commands/database/url.ts';
import { unchanged } from './cluster.ts';

describe('what cannot be reached is said in a sentence, without the password:', () => {
	test.each<[string, (url: URL) => void, RegExp]>([
		['another scheme', (url) => (url.protocol = 'mysql:'), /no address of a database/],
		['a wrong password', (url) => (url.password = 'Pa55word'), /refuses this user or password/],
		['an unknown user', (url) => (url.username = 'nobody'), /refuses this user or password/],
		['an unknown database', (url) => (url.pathname = '/nowhere'), /has no database of this name/],
		['a closed port', (url) => (url.port = '9'), /Nothing answers at 127\.0\.0\.1/],
		['the pooler of transactions', (url) => (url.port = '6543'), /session pooler, on port 5432/],
		['no encryption', (url) => url.searchParams.set('sslmode', 'verify-full'), /does not encrypt/]
	])('%s', async (_, change, says) => {
		const changed = new URL(unchanged);
		change(changed);
		const refused = connect(String(changed));
		await expect(refused).rejects.toThrow(says);
		await expect(refused).rejects.not.toThrow(/Pa55word|:\/\/postgres:/);
	});
});

describe('the arguments', () => {
	test('name an address, or the variable that holds it', () => {
		process.env.ORGDECK_TEST_URL = 'postgresql://a';
		expect(readArguments(['--url-from-env', 'ORGDECK_TEST_URL'], '').url).toBe('postgresql://a');
		expect(readArguments(['postgresql://b'], '').url).toBe('postgresql://b');
	});

	test('name versions, one or several at a time', () => {
		const args = ['postgresql://b', '--allow-destructive', '1, 2', '--allow-destructive', '3'];
		expect(readArguments(args, '').allowDestructive).toEqual(['1', '2', '3']);
	});

	test('that are missing bring the usage, and an empty variable its name', () => {
		expect(() => readArguments([], 'usage')).toThrow('usage');
		expect(() => readArguments(['a', 'b'], 'usage')).toThrow('usage');
		expect(() => readArguments(['--url-from-env', 'NOWHERE'], 'usage')).toThrow(
			'The variable NOWHERE is not set.'
		);
	});
});
