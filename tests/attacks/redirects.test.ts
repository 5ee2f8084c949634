import { beforeAll, describe, expect, test } from 'vitest';
import { Visitor } from '../journeys/session/visitor.ts';
import { send } from './raw.ts';
import { app, expectHarmless, newPlace } from './world.ts';
import type { Place } from './world.ts';

/* Ways to have our address lead to another site. */

let place: Place;
beforeAll(async () => void (place = await newPlace()));

const { host, port } = new URL(app);

describe('a sign-in leads nowhere else, asked to come back to', () => {
	test.each([
		...['https://evil.test', 'HTTPS://EVIL.TEST', '//evil.test', '///evil.test', '////evil.test'],
		...['\\\\evil.test', '/\\evil.test', '\\/evil.test', '/\t/evil.test', '/\n/evil.test'],
		...['\t//evil.test', ' //evil.test', '\u0000//evil.test', '//evil.test\\@' + host],
		...[`https://${host}@evil.test/`, `https://${host}.evil.test/`, `http://evil.test#${app}`],
		...[`http://evil.test?${app}`, 'https:evil.test', 'https:/evil.test', 'http:\\\\evil.test'],
		...['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'java\nscript:alert(1)', 'data:text/html,x'],
		...['vbscript:x', 'blob:' + app + '/x', 'file:///etc/passwd', 'ftp://' + host, 'ws://' + host],
		...[`http://localhost:1${port}/`, `http://127.0.0.1.evil.test:${port}/`, '//evil%E3%80%82test'],
		...[
			'//evil。test',
			'/.//evil.test',
			'/orgs/..//evil.test',
			'/%2f%2fevil.test',
			'/%5cevil.test'
		],
		...['/orgs/../..//evil.test', './/evil.test', '..//evil.test', '?returnTo=//evil.test']
	])('%j', async (returnTo) => {
		const visitor = new Visitor(app);
		const answer = await visitor.signIn(place.member, { returnTo });
		expectHarmless(answer, returnTo);
		expect(new URL(answer.location).origin).toBe(app);
		// Nor does the page there lead on to it.
		const next = await visitor.open(answer.location);
		expectHarmless(next, returnTo);
	});
});

describe('an address of ours leads nowhere else', () => {
	test.each([
		...['//evil.test', '//evil.test/', '///evil.test/', '/\\evil.test/', '/%5cevil.test/'],
		...['/%2fevil.test/', '/orgs//evil.test/', '//evil.test/%2e%2e', '//evil.test/..;/'],
		...['/sign-in//evil.test/', '/.//evil.test/', '/;//evil.test/', '/goodbye/?x=//evil.test/'],
		...['/sign-in/?returnTo=//evil.test', '/callback/?state=//evil.test', '/invite/?x=//evil.test']
	])('%j', async (path) => {
		const { status, location } = await send(app, { path });
		expect(status).toBeGreaterThanOrEqual(200);
		expect(status).toBeLessThan(500);
		expect(new URL(location || app, app).origin).toBe(app);
	});
});

describe('signing out comes back here, whatever is sent along', () => {
	test.each([
		['/sign-out?return_to=https://evil.test', {}],
		['/sign-out?returnTo=//evil.test', {}],
		['/sign-out', { return_to: 'https://evil.test' }]
	])('%j %j', async (path, fields) => {
		const visitor = new Visitor(app);
		await visitor.signIn(place.member);
		const answer = await visitor.post(path, fields);
		expect(answer.status).toBe(303);
		expect(new URL(answer.location).searchParams.get('return_to')).toBe(app);
	});
});

test.each(['evil.test', `evil.test:${port}`, `${host}@evil.test`, `${host}, evil.test`])(
	'no answer names the host %j that a request claims',
	async (claimed) => {
		for (const headers of [
			[`host: ${claimed}`],
			[`x-forwarded-host: ${claimed}`, 'x-forwarded-proto: https'],
			[`forwarded: host=${claimed};proto=https`]
		]) {
			const answer = await send(app, { path: '/sign-in?returnTo=/orgs', headers });
			const back = new URL(answer.location || app).searchParams.get('redirect_uri') ?? app;
			expect(new URL(back).origin).toBe(app);
			expect(`${answer.location} ${answer.body}`).not.toContain('evil.test');
		}
	}
);
