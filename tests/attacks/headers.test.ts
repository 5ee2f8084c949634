import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp } from '../app.ts';
import type { App } from '../app.ts';
import { startWorker } from '../worker.ts';
import { send } from './raw.ts';
import { app as plain, newPlace } from './world.ts';
import type { Place } from './world.ts';

/*
 * What each kind of answer says to browsers, held to what Mozilla's HTTP observatory asks of an A+.
 * Its package brings a database and a browser's DOM along and wants a site with a name and a
 * certificate, so its rules stand here; docs/operation.md says how to run it on a deployment.
 */

let place: Place;
let secure: App;
let worker: App;
beforeAll(async () => {
	[place, secure, worker] = await Promise.all([
		newPlace(),
		startApp({ env: { ORIGIN: 'https://orgdeck.test', WORKOS_API_URL: 'https://api.workos.com' } }),
		startWorker()
	]);
}, 60_000);
afterAll(async () => {
	await Promise.all([secure.stop(), worker.stop()]);
});

interface Kind {
	path: () => string;
	method?: string;
	headers?: string[];
	body?: string;
}

/** Kinds of answers, by the code that makes them. */
const kinds: Record<string, Kind> = {
	'a page for everybody': { path: () => '/' },
	'a page that is not there': { path: () => '/nothing' },
	'an address that cannot be read': { path: () => '/orgs/%E0%A4%A' },
	'a way to sign in': { path: () => '/sign-in' },
	'an error of a sign-in': { path: () => '/callback' },
	'a private page': { path: () => place.here },
	'the data of a private page': { path: () => `${place.here}/__data.json` },
	'a list of choices': { path: () => `${place.here}/tasks/facets` },
	'a download': { path: () => `${place.here}/export/archive` },
	'a page without a session': { path: () => '/orgs', headers: ['cookie: '] },
	'data without a session': { path: () => '/orgs/__data.json', headers: ['cookie: '] },
	'a form without a session': {
		path: () => '/orgs?/create',
		method: 'POST',
		headers: ['cookie: ']
	},
	'a form of another site': {
		path: () => '/sign-out',
		method: 'POST',
		headers: ['origin: https://evil.test', 'content-type: text/plain']
	},
	'a form without a type': {
		path: () => '/sign-out',
		method: 'POST',
		headers: ['origin: https://evil.test']
	},
	'a body that is too large': {
		path: () => '/orgs?/create',
		method: 'POST',
		headers: ['content-type: text/plain'],
		body: 'x'.repeat(600_000)
	},
	'a path with one slash too many': { path: () => '/goodbye/' },
	'a method that is not there': { path: () => '/healthz', method: 'DELETE' },
	'whether it lives': { path: () => '/healthz' },
	'whether it is ready': { path: () => '/readyz' },
	'a refused webhook': { path: () => '/webhooks/workos', method: 'POST' },
	'an asset': { path: () => '/favicon.svg' },
	'a style sheet': { path: () => '/plain.css' },
	'an asset that is not there': { path: () => '/_app/immutable/nothing.js' }
};

function ask(url: string, { path, method, headers = [], body }: Kind) {
	const origin = method && !headers.some((line) => line.startsWith('origin')) ? url : null;
	const own = headers.some((line) => line.startsWith('cookie'));
	return send(url, {
		path: path(),
		method,
		body,
		headers: [
			...headers,
			'accept: text/html',
			...(own ? [] : [`cookie: ${place.visitor.header()}`]),
			...(origin ? [`origin: ${origin === secure.url ? 'https://orgdeck.test' : origin}`] : [])
		]
	});
}

function directivesOf(headers: Headers): Map<string, string[]> {
	const parts = headers.get('content-security-policy')?.split(';') ?? [];
	return new Map(
		parts.map((part) => {
			const [name = '', ...values] = part.trim().split(/\s+/);
			return [name, values];
		})
	);
}

describe.each(Object.entries(kinds))('%s', (_, kind) => {
	test.each(['Node', 'workers'])('on %s says what it must', async (on) => {
		const { headers } = await ask(on === 'Node' ? plain : worker.url, kind);
		expect(Object.fromEntries(headers)).toMatchObject({
			'x-content-type-options': 'nosniff',
			'x-frame-options': 'DENY',
			'referrer-policy': 'same-origin',
			'cross-origin-opener-policy': 'same-origin',
			'cross-origin-resource-policy': 'same-origin',
			'permissions-policy': expect.stringContaining('camera=()')
		});
		const policy = directivesOf(headers);
		expect(policy.get('default-src')).toEqual(["'none'"]);
		expect(policy.get('base-uri')).toEqual(["'none'"]);
		expect(policy.get('frame-ancestors')).toEqual(["'none'"]);
		expect(policy.get('form-action')?.[0]).toBe("'self'");
		for (const name of ['script-src', 'style-src', 'style-src-attr', 'connect-src']) {
			const values = policy.get(name) ?? [];
			for (const broad of ["'unsafe-inline'", "'unsafe-eval'", '*', 'https:', 'http:', 'data:']) {
				expect(values, name).not.toContain(broad);
			}
		}
		expect(headers.get('access-control-allow-origin')).toBeNull();
		expect(headers.get('server')).toBeNull();
		expect(headers.get('x-powered-by')).toBeNull();
	});

	test.each(['Node', 'workers'])('on %s is not kept, unless it is an asset', async (on) => {
		const { status, headers } = await ask(on === 'Node' ? plain : worker.url, kind);
		const kept = headers.get('cache-control') ?? '';
		const isAsset = /\.(svg|css)$/.test(kind.path());
		if (isAsset) expect(kept).not.toContain('no-store');
		else if (kind.path().startsWith('/_app/')) expect(kept).toMatch(/max-age=0|no-cache|no-store/);
		else expect(kept, String(status)).toBe('private, no-store');
	});

	test('over https asks for https from then on', async () => {
		const { headers } = await ask(secure.url, kind);
		expect(headers.get('strict-transport-security')).toBe('max-age=63072000');
		for (const source of [...directivesOf(headers).values()].flat()) {
			expect(source).not.toMatch(/^http:/);
		}
		for (const cookie of headers.getSetCookie()) {
			expect(cookie).toMatch(/^__Host-orgdeck-/);
			for (const word of ['Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/']) {
				expect(cookie).toContain(word);
			}
			expect(cookie).not.toMatch(/domain=/i);
		}
	});
});

test('over plain http, which is for development, nothing is said of https', async () => {
	const { headers } = await send(plain, { path: '/' });
	expect(headers.get('strict-transport-security')).toBeNull();
});

test('each page has a nonce of its own, on all of its scripts', async () => {
	const nonces = new Set<string>();
	for (let count = 0; count < 3; count++) {
		const { headers, body } = await send(plain, { path: '/' });
		const [nonce = ''] =
			directivesOf(headers)
				.get('script-src')
				?.filter((source) => source.startsWith("'nonce-"))
				.map((source) => source.slice(7, -1)) ?? [];
		expect(nonce.length).toBeGreaterThanOrEqual(22);
		const scripts = body.match(/<script[^>]*>/g) ?? [];
		expect(scripts.length).toBeGreaterThan(0);
		for (const script of scripts) expect(script).toBe(`<script nonce="${nonce}">`);
		expect(body).not.toMatch(/<[a-z][^<>]*\s(style|on[a-z]+)="/);
		expect(body).not.toContain('<style');
		nonces.add(nonce);
	}
	expect(nonces.size).toBe(3);
});

test('forms may lead to WorkOS’ sites, and to no other', async () => {
	const { headers } = await send(secure.url, { path: '/' });
	expect(directivesOf(headers).get('form-action')).toEqual([
		...["'self'", 'https://api.workos.com', 'https://*.workos.com', 'https://*.authkit.app']
	]);
});
