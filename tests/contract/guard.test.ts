import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { startStandIn } from './environment.ts';
import type { StandIn } from './environment.ts';

let standIn: StandIn;
const signInEndpoint = 'http://localhost:5173/sign-in';

beforeAll(async () => {
	standIn = await startStandIn({ signInEndpoint });
});

afterAll(() => standIn.stop());
afterEach(() => void vi.unstubAllEnvs());

/** What a request under another host name gets, which `fetch` does not let one choose. */
function statusUnder(host: string): Promise<number | undefined> {
	return new Promise((resolve, reject) => {
		const path = '/.well-known/openid-configuration';
		const call = request(`${standIn.url}${path}`, { headers: { host } }, (response) => {
			response.resume();
			resolve(response.statusCode);
		});
		call.on('error', reject).end();
	});
}

test('only the names of this machine are answered', async () => {
	const { port } = new URL(standIn.url);
	expect(await statusUnder(`127.0.0.1:${port}`)).toBe(200);
	expect(await statusUnder('localhost:5555')).toBe(200);
	expect(await statusUnder(`rebound.evil.test:${port}`)).toBe(403);
	expect(await statusUnder('localhost.evil.test')).toBe(403);
});

test('a foreign page cannot call with a form', async () => {
	for (const path of ['/_test/keys/rotate', '/user_management/authenticate']) {
		const response = await fetch(`${standIn.url}${path}`, { method: 'POST', body: '{"a":1}' });
		expect(response.status).toBe(415);
	}
});

test('it does not start in production', async () => {
	vi.stubEnv('NODE_ENV', 'production');
	await expect(startStandIn()).rejects.toThrow('does not start in production');
});

test('a second one on the same port is refused', async () => {
	const port = Number(new URL(standIn.url).port);
	const { startWorkos } = await import('../../local/workos/server.ts');
	await expect(startWorkos({ port, dataDir: standIn.dataDir })).rejects.toThrow('EADDRINUSE');
});

test('a page opened without an app leads to where the app signs in', async () => {
	const response = await fetch(`${standIn.url}/authkit/sign-in`, { redirect: 'manual' });
	expect(response.headers.get('location')).toBe(signInEndpoint);
});

test('logout without an address goes home to the app', async () => {
	const address = `${standIn.url}/user_management/sessions/logout?session_id=session_1`;
	const response = await fetch(address, { redirect: 'manual' });
	expect(response.headers.get('location')).toBe('http://localhost:5173/');
});

test('pages allow no script and no frame', async () => {
	const response = await fetch(`${standIn.url}/user_management/authorize?client_id=x`);
	const policy = response.headers.get('content-security-policy') ?? '';
	expect(policy).toContain("default-src 'none'");
	expect(policy).toContain("frame-ancestors 'none'");
	expect(policy).not.toContain('unsafe-inline');
});

test('what is not well formed is refused in words', async () => {
	const headers = { 'content-type': 'application/json' };
	for (const body of ['{', '[', '7', 'null']) {
		const address = `${standIn.url}/user_management/authenticate`;
		const response = await fetch(address, { method: 'POST', headers, body });
		expect(response.status).toBe(422);
	}
	expect((await fetch(`${standIn.url}/organizations/%E0%A4%A`)).status).toBe(401);
	expect((await fetch(`${standIn.url}/nowhere`)).status).toBe(404);
});

test('a parameter it does not know is refused, not ignored', async () => {
	const headers = { 'content-type': 'application/json', authorization: 'Bearer sk_test_local' };
	const body = JSON.stringify({ name: 'Hooli', stripe_customer_id: 'cus_1' });
	const response = await fetch(`${standIn.url}/organizations`, { method: 'POST', headers, body });
	expect([response.status, await response.text()]).toEqual([
		422,
		expect.stringContaining('does not know: stripe_customer_id')
	]);
});
