import { CompactEncrypt, compactDecrypt, base64url } from 'jose';

const utf8 = new TextEncoder();

/**
 * The key for one purpose, from the app's password and a secret that only the browser's cookie
 * holds, so that neither alone opens what was sealed (HKDF-SHA-256, RFC 5869).
 */
async function key(password: string, secret: string, purpose: string) {
	const material = await crypto.subtle.importKey('raw', utf8.encode(password), 'HKDF', false, [
		'deriveBits'
	]);
	const bits = await crypto.subtle.deriveBits(
		{ name: 'HKDF', hash: 'SHA-256', salt: utf8.encode(secret), info: utf8.encode(purpose) },
		material,
		256
	);
	return new Uint8Array(bits);
}

/** Seals a value as a compact JWE (RFC 7516) under the first password. */
export async function seal(
	value: unknown,
	passwords: string[],
	secret: string,
	purpose: string
): Promise<string> {
	return new CompactEncrypt(utf8.encode(JSON.stringify(value)))
		.setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
		.encrypt(await key(passwords[0]!, secret, purpose));
}

/** Opens what `seal` made, with any of the passwords. Null when none fits or it was changed. */
export async function unseal<Value>(
	sealed: string,
	passwords: string[],
	secret: string,
	purpose: string
): Promise<Value | null> {
	for (const password of passwords) {
		try {
			const { plaintext } = await compactDecrypt(sealed, await key(password, secret, purpose), {
				keyManagementAlgorithms: ['dir'],
				contentEncryptionAlgorithms: ['A256GCM']
			});
			return JSON.parse(new TextDecoder().decode(plaintext)) as Value;
		} catch {
			// Sealed under another password, or not by us: the next one, or null, says so.
		}
	}
	return null;
}

/** 256 random bits, in letters that a cookie and a URL can carry. */
export function randomSecret(): string {
	return base64url.encode(crypto.getRandomValues(new Uint8Array(32)));
}

/** A value that only who knows the password can tell from any other (HMAC-SHA-256, RFC 2104). */
export async function keyedHash(value: string, password: string, purpose: string): Promise<string> {
	const secret = await crypto.subtle.importKey(
		'raw',
		await key(password, '', purpose),
		{ name: 'HMAC', hash: 'SHA-256' },
		false,
		['sign']
	);
	const signature = await crypto.subtle.sign('HMAC', secret, utf8.encode(value));
	return base64url.encode(new Uint8Array(signature));
}

/** What the database keeps of a secret: enough to recognise it, too little to use it. */
export async function hash(secret: string): Promise<string> {
	return base64url.encode(
		new Uint8Array(await crypto.subtle.digest('SHA-256', utf8.encode(secret)))
	);
}
