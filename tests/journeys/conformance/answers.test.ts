import { newTeam } from '../people/people.ts';
import { expect, test } from '../session/test.ts';
import type { Answer } from '../session/visitor.ts';
import { Visitor } from '../session/visitor.ts';

/*
 * What every answer says, by whatever makes it: the app, the adapter, or a host that serves files
 * without asking either.
 */

function expectGuarded({ headers }: Pick<Answer, 'headers'>, what: string): void {
	expect(Object.fromEntries(headers), what).toMatchObject({
		'x-content-type-options': 'nosniff',
		'x-frame-options': 'DENY',
		'referrer-policy': 'same-origin',
		'cross-origin-opener-policy': 'same-origin',
		'cross-origin-resource-policy': 'same-origin',
		'permissions-policy': expect.stringContaining('camera=()'),
		'content-security-policy': expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/)
	});
	expect(headers.get('content-security-policy'), what).not.toMatch(/unsafe-(inline|eval)/);
	expect(headers.get('access-control-allow-origin'), what).toBeNull();
}

const unkept = 'private, no-store';

test('each kind of answer has all headers, and is kept only where it may be', async ({
	app,
	visitor
}) => {
	const { organization, admin } = await newTeam();
	await visitor.signIn(admin, { organization });
	const here = `/orgs/${organization.slug}`;
	const stranger = new Visitor(app.url);
	const post = (headers: Record<string, string>, body = 'a=b') => ({
		...{ method: 'POST', headers, body }
	});
	const form = { 'content-type': 'application/x-www-form-urlencoded' };
	const kinds: [what: string, status: number, answer: Answer][] = [
		['the front page', 200, await stranger.open('/')],
		['a private page', 200, await visitor.open(here)],
		['its data', 200, await visitor.ask(`${here}/__data.json`)],
		['a page without a session', 303, await stranger.open(here)],
		['a way to sign in', 302, await stranger.open('/sign-in')],
		['a sign-in that did not begin', 400, await stranger.open('/callback')],
		['a page that is not there', 404, await visitor.open(`${here}/nothing`)],
		['an organization that is not there', 404, await visitor.open('/orgs/nobody-has-this')],
		['a path with one slash too many', 308, await stranger.open('/goodbye/')],
		['an address that cannot be read', 400, await stranger.open('/orgs/%E0%A4%A')],
		['a webhook without a signature', 400, await stranger.ask('/webhooks/workos', post({}))],
		[
			'a form of another site',
			403,
			await visitor.ask('/sign-out', post({ ...form, origin: 'https://evil.test' }))
		],
		[
			'a body that is too large',
			413,
			await visitor.ask('/orgs?/create', post(form, `name=${'x'.repeat(600_000)}`))
		],
		['whether it lives', 200, await stranger.open('/healthz')],
		['a file for spreadsheets', 200, await visitor.open(`${here}/audit/export/csv`)]
	];
	for (const [what, status, answer] of kinds) {
		expect(answer.status, what).toBe(status);
		expectGuarded(answer, what);
		expect(answer.headers.get('cache-control'), what).toBe(unkept);
	}
	const nothing = await stranger.open('/_app/immutable/nothing.js');
	expect(nothing.status).toBe(404);
	expectGuarded(nothing, 'an asset that is not there');
	expect(nothing.headers.get('cache-control')).toMatch(/no-store|max-age=0/);
});

test('assets are kept for a year where their name says what is in them, and looked up otherwise', async ({
	app,
	visitor
}) => {
	const { body } = await visitor.open('/');
	const names = [...body.matchAll(/\/_app\/immutable\/[\w./-]+\.(?:js|css)/g)].map(
		([name]) => name
	);
	expect(names.length).toBeGreaterThan(1);
	for (const name of new Set(names)) {
		const answer = await visitor.ask(name);
		expect(answer.status, name).toBe(200);
		expectGuarded(answer, name);
		expect(answer.headers.get('cache-control'), name).toMatch(
			/(?=.*immutable)(?=.*max-age=31536000)/
		);
		expect(answer.headers.get('content-type'), name).toMatch(/javascript|text\/css/);
	}
	for (const name of ['/favicon.svg', '/plain.css', '/_app/version.json']) {
		const answer = await visitor.ask(name);
		expect(answer.status, name).toBe(200);
		expectGuarded(answer, name);
		expect(answer.headers.get('cache-control') ?? '', name).not.toMatch(/immutable|max-age=[1-9]/);
	}
	const head = await fetch(app.url, { method: 'HEAD' });
	expect([head.status, await head.text()]).toEqual([200, '']);
});

test('no header of a request says at which address it was asked', async ({ app }) => {
	for (const [name, value] of [
		['x-forwarded-host', 'evil.test'],
		['x-original-host', 'evil.test'],
		['forwarded', 'host=evil.test;proto=https']
	] as const) {
		const headers = { [name]: value };
		const { location } = await new Visitor(app.url).ask('/sign-in', { headers });
		const back = new URL(location).searchParams.get('redirect_uri');
		expect(back, name).toBe(`${app.url}/callback`);
	}
});
