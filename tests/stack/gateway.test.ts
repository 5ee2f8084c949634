import { request } from 'node:http';
import { createClient } from '@supabase/supabase-js';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startGateway } from '../../local/gateway.ts';
import type { Gateway } from '../../local/gateway.ts';
import { reservePort } from '../../local/ports.ts';
import { startProxy } from '../proxy.ts';
import type { Proxy } from '../proxy.ts';
import { stack } from '../stack.ts';

const publishable = stack.env.PUBLIC_SUPABASE_PUBLISHABLE_KEY;
const secret = stack.env.SUPABASE_SECRET_KEY;
const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36';

async function ask(headers: Record<string, string>, path = '/rest/v1/organizations?select=id') {
	const response = await fetch(`${stack.env.PUBLIC_SUPABASE_URL}${path}`, { headers });
	return { status: response.status, body: await response.json(), headers: response.headers };
}

/** A token as Supabase Auth itself would sign it. */
function signed(claims: Record<string, string>): Promise<string> {
	return new SignJWT(claims)
		.setProtectedHeader({ alg: 'HS256', kid: 'gateway' })
		.setExpirationTime('1m')
		.sign(Buffer.from(stack.jwtSecret));
}

describe('an API key', () => {
	test('has to be there', async () => {
		const { status, body } = await ask({});
		expect([status, body.message]).toEqual([401, 'No API key found in request']);
	});

	test('has to be known', async () => {
		const { status, body } = await ask({ apikey: 'sb_publishable_other' });
		expect([status, body.message]).toEqual([401, 'Invalid API key']);
	});

	test('may stand in the address', async () => {
		const path = `/rest/v1/organizations?select=id&limit=1&apikey=${publishable}`;
		const { status, body } = await ask({}, path);
		expect([status, body.code]).toEqual([401, '42501']);
	});

	test.for([
		['alone', {}],
		['as the bearer too', { authorization: `Bearer ${publishable}` }]
	] as const)('that is publishable, %s, means the role anon', async ([, more]) => {
		const { status, body } = await ask({ apikey: publishable, ...more });
		expect([status, body.code]).toEqual([401, '42501']);
	});

	test.for([
		['alone', {}],
		['as the bearer too', { authorization: `Bearer ${secret}` }]
	] as const)('that is secret, %s, means the role service_role', async ([, more]) => {
		// The service role may not read tables either, but it is told so as one who is known.
		const { status, body } = await ask({ apikey: secret, ...more });
		expect([status, body.code]).toEqual([403, '42501']);
	});

	test('that is secret is refused from a browser, with or without a person', async () => {
		const authorization = `Bearer ${await signed({ role: 'authenticated', sub: 'user_x' })}`;
		const requests: Record<string, string>[] = [{}, { authorization }];
		for (const more of requests) {
			const { status, body } = await ask({ apikey: secret, 'user-agent': chrome, ...more });
			expect(status).toBe(401);
			expect(body.message).toBe('Forbidden use of secret API key in browser');
		}
		const control = await ask({ apikey: publishable, authorization, 'user-agent': chrome });
		expect(control.status).toBe(200);
	});

	test('gives way to the token of a person, even when it is secret', async () => {
		const authorization = `Bearer ${await signed({ role: 'authenticated', sub: 'user_x' })}`;
		for (const apikey of [publishable, secret]) {
			const { status, body } = await ask({ apikey, authorization });
			expect([status, body]).toEqual([200, []]);
		}
	});

	test('that is not the bearer does not excuse it', async () => {
		const { status, body } = await ask({ apikey: publishable, authorization: `Bearer ${secret}` });
		expect([status, body.code]).toEqual([401, 'PGRST301']);
	});
});

describe('the Data API behind the gateway', () => {
	test('says how long it took', async () => {
		const authorization = `Bearer ${await signed({ role: 'authenticated', sub: 'user_x' })}`;
		const { headers } = await ask({ apikey: publishable, authorization });
		expect(headers.get('server-timing')).toMatch(/jwt;dur=/);
	});

	test('may be called from any page', async () => {
		const preflight = await fetch(`${stack.env.PUBLIC_SUPABASE_URL}/rest/v1/organizations`, {
			method: 'OPTIONS',
			headers: {
				origin: 'http://elsewhere.test',
				'access-control-request-method': 'PATCH',
				'access-control-request-headers': 'apikey, authorization, prefer'
			}
		});
		expect(preflight.status).toBe(204);
		expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
		expect(preflight.headers.get('access-control-allow-methods')).toContain('PATCH');
		expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
		const { headers } = await ask({ apikey: publishable, origin: 'http://elsewhere.test' });
		expect(headers.get('access-control-allow-origin')).toBe('*');
	});

	test('works with supabase-js', async () => {
		const client = createClient(stack.env.PUBLIC_SUPABASE_URL, publishable, {
			accessToken: () => signed({ role: 'authenticated', sub: 'user_x' })
		});
		expect((await client.from('organizations').select('id')).data).toEqual([]);
		const missing = await client.from('no_such_table').select('id');
		expect(['42P01', 'PGRST205']).toContain(missing.error?.code);
	});

	test('serves nothing but public', async () => {
		const authorization = `Bearer ${await signed({ role: 'authenticated', sub: 'user_x' })}`;
		const headers = { apikey: publishable, authorization, 'accept-profile': 'app' };
		const { status, body } = await ask(headers);
		expect([status, body.code]).toEqual([406, 'PGRST106']);
	});
});

describe('a gateway whose Data API is away', () => {
	let gateway: Gateway;
	let upstream: Proxy;
	beforeAll(async () => {
		upstream = await startProxy(stack.postgrestUrl);
		const { port, release } = await reservePort(0);
		await release();
		gateway = await startGateway({
			port,
			upstream: new URL(upstream.url),
			jwtSecret: stack.jwtSecret
		});
	});
	afterAll(() => gateway.stop());

	const get = async (path: string) => {
		const response = await fetch(`${gateway.url}/rest/v1${path}`, {
			headers: { apikey: publishable }
		});
		return [response.status, await response.json()];
	};

	test('says 502 when the connection is cut, and 503 when nobody answers', async () => {
		expect(await get('/organizations')).toEqual([401, expect.objectContaining({ code: '42501' })]);
		upstream.fail('/cut', 'cut');
		expect(await get('/cut')).toEqual([502, { message: expect.any(String) }]);
		await upstream.stop();
		expect(await get('/organizations')).toEqual([503, { message: expect.any(String) }]);
	});

	test('lets go of a request whose sender has gone', async () => {
		const patient = await startProxy(stack.postgrestUrl);
		const { port, release } = await reservePort(0);
		await release();
		const other = await startGateway({
			port,
			upstream: new URL(patient.url),
			jwtSecret: stack.jwtSecret
		});
		patient.fail('/slow', 'hang');
		const sent = request(`${other.url}/rest/v1/slow`, { headers: { apikey: publishable } });
		sent.on('error', () => {});
		sent.end();
		await expect.poll(() => patient.calls.length).toBe(1);
		sent.destroy();
		await expect.poll(() => patient.calls[0]?.abandoned).toBe(true);
		await other.stop();
		await patient.stop();
	});
});
