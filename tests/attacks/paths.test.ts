import { beforeAll, describe, expect, test } from 'vitest';
import { send } from './raw.ts';
import { app, expectHarmless, newPlace } from './world.ts';
import type { Place } from './world.ts';

/* Addresses that mean one thing to a guard and another to what it guards. */

let theirs: Place;
let mine: Place;
beforeAll(async () => {
	[mine, theirs] = await Promise.all([newPlace(), newPlace()]);
});

const around: ((slug: string) => string)[] = [
	(slug) => `/orgs/${slug}/tasks`,
	(slug) => `//orgs/${slug}/tasks`,
	(slug) => `/orgs//${slug}/tasks`,
	(slug) => `/./orgs/${slug}/tasks`,
	(slug) => `/healthz/../orgs/${slug}/tasks`,
	(slug) => `/healthz/%2e%2e/orgs/${slug}/tasks`,
	(slug) => `/healthz/..%2forgs/${slug}/tasks`,
	(slug) => `/healthz%2f..%2forgs/${slug}/tasks`,
	(slug) => `/healthz/..;/orgs/${slug}/tasks`,
	(slug) => `/orgs/${slug}%2ftasks`,
	(slug) => `/orgs/${slug}%252ftasks`,
	(slug) => `/orgs/${slug}\\tasks`,
	(slug) => `/orgs/${slug}%5ctasks`,
	(slug) => `/orgs/${slug.toUpperCase()}/tasks`,
	(slug) => `/ORGS/${slug}/tasks`,
	(slug) => `/orgs/${slug}/TASKS`,
	(slug) => `/orgs/${slug}%00/tasks`,
	(slug) => `/orgs/${slug}%0a/tasks`,
	(slug) => `/orgs/${slug}%20/tasks`,
	(slug) => `/orgs/${slug}./tasks`,
	(slug) => `/orgs/${slug};x=1/tasks`,
	(slug) => `/orgs/${slug}/tasks;x=1`,
	(slug) => `/orgs/${slug}/tasks.json`,
	(slug) => `/orgs/${slug}/tasks/`,
	(slug) => `/orgs/${slug}/tasks/__data.json`,
	(slug) => `/orgs/${slug}/tasks/__data.json/`,
	(slug) => `/orgs/${slug}/tasks__data.json`,
	(slug) => `/orgs/${slug}/tasks/__data.json?x-sveltekit-invalidated=0001`,
	(slug) => `/orgs/${slug}/tasks/__data.json?x-sveltekit-invalidated=000001`,
	(slug) => `/orgs/${slug}/tasks.html__data.json`,
	(slug) => `/orgs/${slug}/export/archive`,
	(slug) => `/orgs/${slug}/export/archive/__data.json`,
	(slug) => `/orgs/${slug}/tasks/facets`,
	(slug) => `/orgs/${slug}/people?q=a`,
	(slug) => `/_app/remote/x/tasks?x=/orgs/${slug}`,
	(slug) => `/_app/../orgs/${slug}/tasks`,
	(slug) => `/_app/immutable/..%2f..%2forgs/${slug}/tasks`,
	(slug) => `/orgs/${slug}%E2%80%AE/tasks`,
	(slug) => `/orgs/${[...slug].map((c) => `%${c.charCodeAt(0).toString(16)}`).join('')}/tasks`,
	(slug) => `/%6f%72%67%73/${slug}/tasks`,
	(slug) => `http://evil.test/orgs/${slug}/tasks`
];

describe.each(around.map((path): [string, typeof path] => [path('…'), path]))('%s', (_, path) => {
	test('opens nothing for who is not signed in, or signed in elsewhere', async () => {
		for (const cookie of ['', mine.visitor.header()]) {
			for (const accept of ['text/html', 'application/json', '*/*']) {
				const answer = await send(app, {
					path: path(theirs.organization.slug),
					headers: [`cookie: ${cookie}`, `accept: ${accept}`, 'x-sveltekit-pathname: /']
				});
				expectHarmless(answer, `${accept} ${cookie ? 'elsewhere' : 'nobody'}`);
				for (const secret of [theirs.task.title, theirs.project.name, theirs.member.email]) {
					expect(answer.body).not.toContain(secret);
				}
			}
		}
	});
});

describe('no file of the server is served', () => {
	test.each([
		...[
			'/../package.json',
			'/..%2fpackage.json',
			'/%2e%2e/%2e%2e/etc/passwd',
			'/.env',
			'/.git/HEAD'
		],
		...['/server/index.js', '/../server/index.js', '/_app/..%2f..%2fserver/index.js', '/index.js'],
		...['/common-headers.js', '/_worker.js', '/_server.js', '/_headers', '/static/../../.env'],
		...['/_app/immutable/%2e%2e/%2e%2e/%2e%2e/index.js', '/plain.css/../../index.js'],
		...['/....//....//etc/passwd', '/%c0%ae%c0%ae/etc/passwd', '/..\\..\\etc\\passwd', '/dev/lists']
	])('%s', async (path) => {
		const answer = await send(app, { path });
		expect(answer.status).toBeGreaterThanOrEqual(300);
		expectHarmless(answer, path);
		expect(answer.body).not.toMatch(/root:|"dependencies"|import .* from '/);
	});
});
