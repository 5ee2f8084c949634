import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hash, randomSecret, seal, unseal } from '$lib/server/seal';

const [password, other] = [
	'a password of thirty-two characters',
	'another one of the same length …'
];
const secret = randomSecret();

describe('what is sealed', () => {
	test('comes back as it was', async () => {
		await fc.assert(
			fc.asyncProperty(fc.jsonValue(), async (value) => {
				const plain = JSON.parse(JSON.stringify(value));
				const sealed = await seal(plain, [password], secret, 'test');
				expect(await unseal(sealed, [password], secret, 'test')).toEqual(plain);
			}),
			{ numRuns: 50 }
		);
	});

	test('opens with neither the password nor the secret alone, nor for another purpose', async () => {
		const sealed = await seal('refresh token', [password], secret, 'test');
		expect(sealed).not.toContain('refresh');
		expect(await unseal(sealed, [other], secret, 'test')).toBeNull();
		expect(await unseal(sealed, [password], randomSecret(), 'test')).toBeNull();
		expect(await unseal(sealed, [password], secret, 'another purpose')).toBeNull();
		expect(await unseal(sealed, [password], secret, 'test')).toBe('refresh token');
	});

	test('differs each time', async () => {
		const twice = await Promise.all([1, 2].map(() => seal('same', [password], secret, 'test')));
		expect(new Set(twice).size).toBe(2);
	});

	test('opens with an old password, and is sealed with the new one', async () => {
		const before = await seal('value', [other], secret, 'test');
		expect(await unseal(before, [password, other], secret, 'test')).toBe('value');
		const after = await seal('value', [password, other], secret, 'test');
		expect(await unseal(after, [password], secret, 'test')).toBe('value');
		expect(await unseal(after, [other], secret, 'test')).toBeNull();
	});

	test('does not open once a single character has changed', async () => {
		const sealed = await seal({ a: 1 }, [password], secret, 'test');
		await fc.assert(
			fc.asyncProperty(
				fc.nat(sealed.length - 1),
				fc.constantFrom(...'AZaz09-_.'),
				async (at, by) => {
					const changed = sealed.slice(0, at) + by + sealed.slice(at + 1);
					// The last character of a part has bits that say nothing.
					const isSame = (part: string, index: number) => {
						const own = sealed.split('.')[index] ?? '';
						return Buffer.from(part, 'base64url').equals(Buffer.from(own, 'base64url'));
					};
					const parts = changed.split('.');
					fc.pre(parts.length !== 5 || !parts.every(isSame));
					expect(await unseal(changed, [password], secret, 'test')).toBeNull();
				}
			),
			{ numRuns: 100 }
		);
	});

	test('is refused when it is no seal at all, or one of another kind', async () => {
		const header = Buffer.from('{"alg":"none"}').toString('base64url');
		for (const junk of ['', '.', 'a.b.c.d.e', 'x'.repeat(5000), `${header}....`]) {
			expect(await unseal(junk, [password], secret, 'test')).toBeNull();
		}
	});
});

test('a secret is 256 random bits in letters that cookies carry', () => {
	const secrets = Array.from({ length: 100 }, randomSecret);
	expect(new Set(secrets).size).toBe(100);
	for (const one of secrets) expect(one).toMatch(/^[\w-]{43}$/);
});

test('a hash is SHA-256 as base64url, which PKCE asks for', async () => {
	// The example of RFC 7636, appendix B.
	expect(await hash('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
		'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
	);
});
