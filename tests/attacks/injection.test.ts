import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp } from '../app.ts';
import type { App } from '../app.ts';
import { Visitor } from '../journeys/session/visitor.ts';
import { send } from './raw.ts';
import { expectHarmless } from './world.ts';

/* What would begin a header or a line of the log of its own. */

let app: App;
beforeAll(async () => void (app = await startApp()));
afterAll(() => app.stop());

const breaks = {
	'a line break': '\r\nset-cookie: injected=1\r\nx-injected: 1\r\n\r\n',
	'a line feed': '\nx-injected: 1',
	'a carriage return': '\rx-injected: 1',
	'two encodings of one': '%0d%0ax-injected: 1',
	'letters whose last byte is one': '嘍嘊x-injected: 1',
	'a line separator': '\u2028x-injected: 1',
	'a next line': '\u0085x-injected: 1',
	'an escape sequence': '\u001b[2J\u001b[31mx-injected',
	'an escape sequence in one character': '\u009b2Jx-injected',
	'letters from right to left': '\u202ex-injected',
	'a zero': '\u0000x-injected',
	'very much': 'x'.repeat(7_000)
};

describe.each(Object.entries(breaks))('%s', (_, text) => {
	const value = encodeURIComponent(text);
	test.each([
		`/sign-in?returnTo=${value}`,
		`/sign-in?organization=${value}&email=${value}`,
		`/callback?error=${value}&error_description=${value}&state=${value}`,
		`/callback?code=${value}&state=${value}`,
		`/invite?invitation_token=${value}`,
		`/orgs/${value}/tasks?q=${value}`,
		`/goodbye?x=${value}`
	])('in %s', async (path) => {
		const answer = await new Visitor(app.url).open(path);
		expectHarmless(answer, path, app.url);
	});
});

test.each([
	['x-forwarded-for: 1.2.3.4\nx-injected: 1'],
	['user-agent: a\rb'],
	['cookie: orgdeck-session=a\u0000b'],
	['x-sveltekit-action: true', 'accept: */*\u0001'],
	['content-length: 5', 'content-length: 6'],
	['transfer-encoding: chunked', 'content-length: 3'],
	['transfer-encoding: xchunked'],
	[' folded: line'],
	['no colon'],
	[`x-long: ${'x'.repeat(20_000)}`]
])('a request with the odd header %j is refused or does no harm', async (...headers) => {
	const answer = await send(app.url, { path: '/orgs', headers });
	expect(answer.status).toBeLessThan(500);
	expect(answer.headers.get('x-injected')).toBeNull();
});

test('each entry of the log is one of ours', async () => {
	const visitor = new Visitor(app.url);
	for (const text of Object.values(breaks)) {
		await visitor.open(`/callback?error=${encodeURIComponent(text)}`);
	}
	const lines = app.log().trim().split('\n');
	expect(lines.length).toBeGreaterThanOrEqual(Object.keys(breaks).length);
	for (const line of lines) {
		if (!line.startsWith('Listening on ')) expect(JSON.parse(line)).toHaveProperty('event');
		// eslint-disable-next-line no-control-regex
		expect(line).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202e]/);
	}
});
