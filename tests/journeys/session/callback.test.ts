import { newPerson } from '../../fixtures.ts';
import { newAdmin } from './company.ts';
import { expect, test } from './test.ts';
import { Visitor } from './visitor.ts';

test('a callback that this browser did not begin signs nobody in', async ({ app, visitor }) => {
	const { person } = await newAdmin();
	const callback = new URL(await visitor.authorize(person));
	const stranger = new Visitor(app.url);
	const other = new URL(await stranger.authorize(await newPerson()));
	const mixed = new URL(callback);
	mixed.searchParams.set('state', other.searchParams.get('state') ?? '');

	for (const path of [
		'/callback',
		'/callback?code=made-up',
		'/callback?code=made-up&state=made-up',
		callback.href
	]) {
		const answer = await new Visitor(app.url).open(path);
		expect(answer.status, path).toBe(400);
		expect(answer.body, path).toContain('This sign-in cannot be finished');
		expect(answer.headers.getSetCookie().join(), path).not.toContain('orgdeck-session');
	}
	// Somebody else's code does not fit the verifier of this browser's sign-in.
	expect((await stranger.open(mixed.href)).status).toBe(403);
	expect(stranger.cookies().has('orgdeck-session')).toBe(false);
	// Control: one that it began works.
	expect((await visitor.signIn(person)).status).toBe(303);
});

test('a callback works once, and the session it made goes on @everywhere', async ({ visitor }) => {
	const { person, company } = await newAdmin();
	const callback = await visitor.authorize(person);
	expect((await visitor.open(callback)).status).toBe(303);
	const again = await visitor.open(callback);
	expect(again.status).toBe(400);
	expect(again.headers.get('cache-control')).toBe('private, no-store');
	expect((await visitor.open(`/orgs/${company.slug}`)).status).toBe(200);
});

test('a code that WorkOS does not take leads back to signing in', async ({ visitor }) => {
	const callback = new URL(await visitor.authorize(await newPerson()));
	callback.searchParams.set('code', 'made-up');
	const answer = await visitor.open(callback.href);
	expect(answer.status).toBe(403);
	expect(answer.body).toContain('You were not signed in');
});

test('what WorkOS says against a sign-in is shown, and what others write is not', async ({
	visitor
}) => {
	const start = await visitor.open('/sign-in');
	const state = new URL(start.location).searchParams.get('state') ?? '';
	const refused = new URLSearchParams({
		error: 'access_denied',
		error_description: 'Ask your <b>admin</b>.',
		state
	});
	const answer = await visitor.open(`/callback?${refused}`);
	expect(answer.status).toBe(403);
	expect(answer.body).toContain('Ask your &lt;b>admin&lt;/b>.');

	for (const forged of ['made-up', state, '']) {
		refused.set('state', forged);
		refused.set('error_description', 'Call 555-0100 to get your account back.');
		const lure = await visitor.open(`/callback?${refused}`);
		expect(lure.status).toBe(403);
		expect(lure.body).not.toContain('555-0100');
	}
});

test('several sign-ins can be under way, in one tab each, and few of them are remembered', async ({
	visitor
}) => {
	const { person } = await newAdmin();
	const first = await visitor.authorize(person, { returnTo: '/orgs?tab=1' });
	const second = await visitor.authorize(person, { returnTo: '/orgs?tab=2' });
	expect((await visitor.open(second)).location).toContain('tab=2');
	expect((await visitor.open(first)).location).toContain('tab=1');

	for (let count = 0; count < 6; count++) await visitor.open('/sign-in');
	const flows = [...visitor.cookies().keys()].filter((name) => name.startsWith('orgdeck-flow-'));
	expect(flows).toHaveLength(3);
});
