import { describe, expect, test } from 'vitest';
import { sendAgain, sendLater, turnAway } from '$lib/server/send-again';
import { eventAt } from './event';

const signInPath = '/sign-in?returnTo=%2Forgs&organization=org_1';

function post(fields: [string, string | Blob][], headers: Record<string, string> = {}) {
	const body = new FormData();
	for (const [name, value] of fields) body.append(name, value);
	return eventAt('/orgs/acme/projects/new?/create&from="x"', { method: 'POST', body, headers });
}

describe('a form that was posted without a session', () => {
	test('comes back with its values, however often a name stands in it', async () => {
		const answer = await sendAgain(
			post([
				['name', 'Rocket'],
				['tag', 'one'],
				['tag', 'two'],
				['note', '\nTwo\nlines']
			]),
			signInPath
		);
		expect(answer.status).toBe(401);
		expect(answer.headers.get('cache-control')).toBe('private, no-store');
		const html = (await answer.text()).replaceAll('\r', '');
		expect(html).toContain('<textarea name="name" rows="1">\nRocket</textarea>');
		expect(html.match(/<textarea name="tag"/g)).toHaveLength(2);
		// A line break at the beginning would be swallowed without the one before it.
		expect(html).toContain('>\n\nTwo\nlines</textarea>');
		expect(html).toContain('action="/orgs/acme/projects/new?/create&#38;from=%22x%22"');
		expect(html).toContain('href="/sign-in?returnTo=%2Forgs&#38;organization=org_1"');
	});

	test('cannot break out of the page with what was typed', async () => {
		const answer = await sendAgain(
			post([
				['"><script>1</script>', '</textarea><script>2</script>'],
				["it's", '&amp; "quoted" <b>']
			]),
			signInPath
		);
		const html = await answer.text();
		expect(html).not.toContain('<script');
		expect(html).not.toContain('<b>');
		expect(html.match(/<\/textarea>/g)).toHaveLength(2);
		expect(html).toContain('&#38;amp; &#34;quoted&#34; &#60;b&#62;');
	});

	test('is a failure that SvelteKit’s script understands', async () => {
		const event = post([['name', 'Rocket']], { 'x-sveltekit-action': 'true' });
		const answer = await sendAgain(event, signInPath);
		const { type, status, data } = await answer.json();
		expect({ type, status }).toEqual({ type: 'failure', status: 401 });
		// As devalue writes { signedOut: true }.
		expect(JSON.parse(data)).toEqual([{ signedOut: 1 }, true]);
	});

	test('leaves files out and bears a body that is no form', async () => {
		const withFile = await sendAgain(post([['file', new Blob(['x'])]]), signInPath);
		expect(await withFile.text()).not.toContain('textarea name');
		const event = eventAt('/orgs', { method: 'POST', body: '{}' });
		expect((await sendAgain(event, signInPath)).status).toBe(401);
	});
});

test('a form that was posted while a service is away comes back with its values', async () => {
	const event = post([['name', 'Rocket <1>']]);
	event.locals.once = 'this one';
	const problem = { status: 503, body: { title: 'Away', message: 'It <passes>.', unsure: true } };
	const answer = await sendLater(event, event.request, problem);
	expect(answer.status).toBe(503);
	const html = await answer.text();
	expect(html).toContain('Rocket &#60;1&#62;');
	expect(html).toContain('It &#60;passes&#62;.');
	expect(html).toContain('<input type="hidden" name="once" value="this one">');
	expect(html).toContain('It may have been saved, or not');
	expect(html).not.toContain('/sign-in');
});

describe('a form of somebody who may not be here any more', () => {
	const problem = {
		status: 403,
		body: {
			title: 'You are no longer a member of <b>Acme</b>',
			message: 'Somebody & others took you out.',
			elsewhere: [{ name: '<i>Globex</i>', slug: 'globex', picture: null }]
		}
	};

	test('comes back with its values and a way on, and the names of organizations as text', async () => {
		const answer = await turnAway(post([['name', 'Rocket <1>']]), problem);
		expect(answer.status).toBe(403);
		expect(answer.headers.get('cache-control')).toBe('private, no-store');
		const html = await answer.text();
		expect(html).toContain('<h1>You are no longer a member of &#60;b&#62;Acme&#60;/b&#62;</h1>');
		expect(html).toContain('Somebody &#38; others took you out.');
		expect(html).toContain('<a href="/orgs/globex">&#60;i&#62;Globex&#60;/i&#62;</a>');
		expect(html).toContain('Rocket &#60;1&#62;');
		expect(html).not.toMatch(/<[bi]>/);
	});

	test('is an error that SvelteKit’s script understands', async () => {
		const event = post([['name', 'Rocket']], { 'x-sveltekit-action': 'true' });
		const answer = await turnAway(event, problem);
		expect(answer.status).toBe(403);
		expect(await answer.json()).toEqual({ type: 'error', error: problem.body });
	});
});
