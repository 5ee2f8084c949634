import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

const env = vi.hoisted(() => ({}) as Record<string, string>);
vi.mock('$env/dynamic/private', () => ({ env }));
vi.mock('$env/dynamic/public', () => ({ env: {} }));

let server: Server;
let asked = 0;
let status = 200;
let keys: Awaited<ReturnType<typeof generateKeyPair>>;

beforeAll(async () => {
	keys = await generateKeyPair('RS256');
	const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'key_1', alg: 'RS256' };
	server = createServer((_, response) => {
		asked++;
		response.writeHead(status, { 'content-type': 'application/json' });
		response.end(JSON.stringify({ keys: [jwk] }));
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	Object.assign(env, {
		PUBLIC_SUPABASE_URL: 'http://127.0.0.1:1',
		PUBLIC_SUPABASE_PUBLISHABLE_KEY: 'sb_publishable_x',
		SUPABASE_SECRET_KEY: 'sb_secret_x',
		WORKOS_CLIENT_ID: 'client_x',
		WORKOS_API_KEY: 'sk_test_x',
		WORKOS_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		WORKOS_ISSUER: 'https://one.example,https://other.example',
		COOKIE_PASSWORD: 'p'.repeat(32)
	});
});

afterAll(() => void server.close());

// An instance of its own for each test: what one remembers, another does not know.
beforeEach(() => {
	vi.resetModules();
	asked = 0;
	status = 200;
});

const claims = {
	iss: 'https://one.example',
	sub: 'user_1',
	sid: 'session_1',
	org_id: 'org_1',
	role: 'authenticated'
};

function sign(changes: object = {}, { life = 300, key = keys.privateKey, kid = 'key_1' } = {}) {
	const at = Math.floor(Date.now() / 1000);
	return new SignJWT({ ...claims, iat: at, exp: at + life, ...changes })
		.setProtectedHeader({ alg: 'RS256', kid })
		.sign(key);
}

async function verify(jwt: string) {
	return (await import('$lib/server/token')).verify(jwt);
}

describe('a token', () => {
	test('of WorkOS is read', async () => {
		const jwt = await sign();
		expect(await verify(jwt)).toMatchObject({
			jwt,
			userId: 'user_1',
			sid: 'session_1',
			organizationId: 'org_1'
		});
		expect(await verify(await sign({ org_id: undefined }))).toMatchObject({ organizationId: null });
		expect(await verify(await sign({ iss: 'https://other.example' }))).not.toBeNull();
	});

	test('is verified once, with keys that are fetched once', async () => {
		const { verify } = await import('$lib/server/token');
		const jwt = await sign();
		const [one, two] = [await verify(jwt), await verify(jwt)];
		expect(one).toBe(two);
		await verify(await sign({ sub: 'user_2' }));
		expect(asked).toBe(1);
	});

	test('that was remembered ends at its time all the same', async () => {
		const { verify } = await import('$lib/server/token');
		const jwt = await sign({}, { life: 60 });
		expect(await verify(jwt)).not.toBeNull();
		vi.useFakeTimers({ now: Date.now() + 61_000 });
		expect(await verify(jwt)).toBeNull();
		vi.useRealTimers();
	});

	test('that is expired, foreign or incomplete is none', async () => {
		const foreign = await generateKeyPair('RS256');
		for (const jwt of [
			'',
			'a.b.c',
			await sign({}, { life: -1 }),
			await sign({}, { key: foreign.privateKey }),
			await sign({}, { kid: 'key_2' }),
			await sign({ iss: 'https://evil.test' }),
			await sign({ iss: undefined }),
			await sign({ sub: undefined }),
			await sign({ sid: undefined }),
			await sign({ exp: undefined })
		]) {
			expect(await verify(jwt), jwt).toBeNull();
		}
	});

	test('under another algorithm is none, even if its key is ours', async () => {
		const at = Math.floor(Date.now() / 1000);
		const secret = new TextEncoder().encode('key_1');
		const jwt = await new SignJWT({ ...claims, exp: at + 300 })
			.setProtectedHeader({ alg: 'HS256', kid: 'key_1' })
			.sign(secret);
		expect(await verify(jwt)).toBeNull();
	});

	test('without our JWT template is a fault of the set-up, which is named', async () => {
		for (const role of [undefined, 'admin', 'service_role']) {
			await expect(verify(await sign({ role }))).rejects.toThrow(/JWT template/);
		}
	});

	test('cannot be judged without keys, which is an outage and no verdict', async () => {
		status = 500;
		await expect(verify(await sign())).rejects.toThrow('WorkOS could not be reached');
		status = 200;
		expect(await verify(await sign())).not.toBeNull();
	});
});

describe('a token that WorkOS just gave', () => {
	test('is a fault of the set-up under another issuer, and the variable is named', async () => {
		const { verifyGranted } = await import('$lib/server/token');
		await expect(verifyGranted(await sign({ iss: 'https://third.example' }))).rejects.toThrow(
			/^WORKOS_ISSUER is https:\/\/one.example, https:\/\/other.example, .* is https:\/\/third.example/
		);
	});

	test('is an outage while its key is not published', async () => {
		const { verifyGranted } = await import('$lib/server/token');
		await expect(verifyGranted(await sign({}, { kid: 'key_2' }))).rejects.toThrow(
			'WorkOS could not be reached'
		);
		expect(await verifyGranted(await sign())).toMatchObject({ userId: 'user_1' });
	});
});

test('a request begins with a token that lives some seconds longer', async () => {
	const { isFresh, now } = await import('$lib/server/token');
	expect(isFresh({ expiresAt: now() + 6 })).toBe(true);
	expect(isFresh({ expiresAt: now() + 5 })).toBe(false);
	expect(isFresh({ expiresAt: now() - 1 })).toBe(false);
});
