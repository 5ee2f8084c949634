import { createHash, createPrivateKey, generateKeyPair, sign, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { selfSigned } from './certificate.ts';
import { newId } from './ids.ts';

interface StoredKey {
	kid: string;
	privateKey: string;
	certificate: string;
	/** In milliseconds, once a newer key signs. */
	replaced?: number;
}

export interface Keys {
	jwks(): { keys: JsonWebKey[] };
	/** A signed token of these claims, made at once: nothing can change in between. */
	sign(claims: Record<string, unknown>): string;
	/**
	 * From now on a new key signs, once those who verify were told of it. The old one stays
	 * published, for the tokens it signed.
	 */
	rotate(tell?: (jwks: { keys: JsonWebKey[] }) => void | Promise<void>): Promise<void>;
}

const day = 24 * 60 * 60 * 1000;

/** The signing keys of the environment. They outlive restarts, so that tokens do too. */
export async function openKeys(dataDir: string, now: () => number): Promise<Keys> {
	const file = path.join(dataDir, 'keys.json');
	let stored: StoredKey[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
	stored = stored.filter((key) => !key.replaced || key.replaced > now() - day);
	let signer: KeyObject;
	let announced: StoredKey | undefined;

	function use(keys: StoredKey[]) {
		writeFileSync(`${file}.new`, JSON.stringify(keys, null, '\t'), { mode: 0o600 });
		renameSync(`${file}.new`, file);
		stored = keys;
		signer = createPrivateKey(keys.at(-1)?.privateKey ?? '');
	}

	async function rotate(tell: Parameters<Keys['rotate']>[0] = () => {}) {
		const key = await newKey(now());
		announced = key;
		await tell(jwks());
		use([...stored.map((old) => ({ ...old, replaced: old.replaced ?? now() })), key]);
		announced = undefined;
	}

	function jwks() {
		return { keys: [...stored, ...(announced ? [announced] : [])].map(published) };
	}

	if (stored.length) use(stored);
	else await rotate();

	return {
		rotate,
		jwks,
		sign(claims) {
			const header = { alg: 'RS256', kid: stored.at(-1)?.kid };
			const content = `${encode(header)}.${encode(claims)}`;
			return `${content}.${sign('sha256', Buffer.from(content), signer).toString('base64url')}`;
		}
	};
}

async function newKey(now: number): Promise<StoredKey> {
	const pair = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
	return {
		kid: newId('sso_oidc_key_pair', now),
		privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
		certificate: selfSigned(pair.publicKey, pair.privateKey, now).raw.toString('base64')
	};
}

function encode(value: unknown): string {
	return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function published(key: StoredKey): JsonWebKey {
	const der = Buffer.from(key.certificate, 'base64');
	const { n, e } = new X509Certificate(der).publicKey.export({ format: 'jwk' });
	return {
		alg: 'RS256',
		kty: 'RSA',
		use: 'sig',
		x5c: [key.certificate],
		n,
		e,
		kid: key.kid,
		'x5t#S256': createHash('sha256').update(der).digest('base64url')
	} as JsonWebKey;
}
