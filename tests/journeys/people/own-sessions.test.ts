import { newPerson, signIn, withToken, workos as workosApi } from '../../fixtures.ts';
import type { Person } from '../../fixtures.ts';
import { expectSignIn } from '../session/answers.ts';
import { enter, expect, ready, test } from '../session/test.ts';
import { sessionOf, tokensOf } from '../session/tokens.ts';
import { Visitor } from '../session/visitor.ts';
import { impersonationOf, newTeam } from './people.ts';

/*
 * Where somebody is signed in, as their own page lists it, and how they end it: one, all others. A
 * session of somebody else's is never ended, whatever is sent.
 */

const account = '/account';

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0';
const safari =
	'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';

/** Another browser of this person. */
async function newBrowser(url: string, person: Person, userAgent: string): Promise<Visitor> {
	const visitor = new Visitor(url);
	visitor.userAgent = userAgent;
	await visitor.signIn(person);
	return visitor;
}

/** What the page lists, in words, with what names it in a form. */
async function listed(visitor: Visitor): Promise<{ words: string; handle: string | undefined }[]> {
	const { body } = await visitor.open(account);
	const card = body.slice(body.indexOf('id="sessions"'), body.indexOf('id="delete"'));
	return card
		.split('<li')
		.slice(1)
		.map((html) => ({
			words: html
				.replaceAll(/<(?:!--.*?--|[^>]*)>/g, '')
				.replaceAll(/\s+/g, ' ')
				.replace(/^[^>]*>/, ''),
			handle: html.match(/name="session" value="([^"]*)"/)?.[1]
		}));
}

const end = (visitor: Visitor, session: string) =>
	visitor.post(`${account}?/endSession`, { session });
const endOthers = (visitor: Visitor) => visitor.post(`${account}?/endOthers`);

async function openAtWorkos({ id }: Person): Promise<string[]> {
	const { data } = await workosApi.userManagement.listSessions(id);
	return data.map((session) => session.id).sort();
}

test('the page lists each sign-in of the person, and marks this one', async ({ visitor, app }) => {
	const person = await newPerson();
	const phone = await newBrowser(app.url, person, safari);
	visitor.userAgent = firefox;
	await visitor.signIn(person);
	// One that has no record here, as of another application.
	const elsewhere = await signIn(person);
	const stranger = await newPerson();
	await newBrowser(app.url, stranger, safari);

	const found = await listed(visitor);
	expect(found).toHaveLength(3);
	expect(found[0]!.words).toMatch(
		/Firefox on Linux This browser In use now, · from 127\.0\.0\.1 Signed in on \d+/
	);
	expect(found[0]!.handle).toBeUndefined();
	const others = found.slice(1).map(({ words }) => words);
	expect(others.find((words) => words.includes('Safari on iPhone'))).toContain('Last used');
	expect(others.find((words) => words.includes('An unknown device'))).toContain('from ');

	const sids = [visitor, phone].map((one) => sessionOf(one).sid);
	for (const path of [account, `${account}/__data.json`]) {
		const { body } = await visitor.open(path);
		for (const sid of [...sids, elsewhere.sid]) expect(body, path).not.toContain(sid);
	}
});

test('one that is ended is out at its next click, and the others stay', async ({
	visitor,
	app,
	context,
	page
}) => {
	const { organization, admin: person } = await newTeam();
	const here = `/orgs/${organization.slug}/tasks`;
	const phone = await newBrowser(app.url, person, safari);
	const laptop = await newBrowser(app.url, person, firefox);
	for (const one of [phone, laptop]) await one.open(here);
	const token = tokensOf(phone).get(organization.id)!;
	const people = async () =>
		(await withToken(token).from('users').select('id').throwOnError()).data.length;
	expect(await people(), 'control').toBe(2);

	await visitor.signIn(person);
	await enter(context, visitor);
	await page.goto(account);
	await ready(page);
	const row = page.getByRole('listitem').filter({ hasText: 'Safari on iPhone' });
	await row.locator('summary').click();
	await expect(row).toContainText('It ends at once');
	await row.getByRole('button', { name: 'Sign out there' }).click();
	await expect(page.getByText('Signed out: Safari on iPhone.')).toBeVisible();
	await expect(row).toHaveCount(0);
	await expect(page.getByRole('listitem').filter({ hasText: 'Firefox on Linux' })).toHaveCount(1);

	expectSignIn(await phone.open(here), here);
	expect(await people(), 'a token in another hand').toBe(0);
	expect((await laptop.open(here)).status).toBe(200);
	expect(await openAtWorkos(person)).toEqual(
		[visitor, laptop].map((one) => sessionOf(one).sid).sort()
	);
});

test('nothing that is sent ends a session of somebody else', async ({ visitor, app }) => {
	const [person, other] = [await newPerson(), await newPerson()];
	const mine = await newBrowser(app.url, person, firefox);
	await visitor.signIn(person);
	const others = await newBrowser(app.url, other, firefox);
	const second = await newBrowser(app.url, other, safari);
	const [theirs] = (await listed(others)).filter(({ handle }) => handle);
	const [own] = (await listed(mine)).filter(({ handle }) => handle);
	const before = [await openAtWorkos(person), await openAtWorkos(other)];

	for (const [session, status] of [
		[theirs!.handle!, 404],
		// Also not their own, as another browser of theirs names it.
		[own!.handle!, 404],
		['A'.repeat(43), 404],
		[sessionOf(second).sid, 400],
		[sessionOf(mine).sid, 400],
		['', 400]
	] as const) {
		expect((await end(visitor, session)).status, session).toBe(status);
	}
	expect([await openAtWorkos(person), await openAtWorkos(other)]).toEqual(before);
	expect((await second.open('/orgs')).status).toBe(200);

	// The control.
	const [right] = (await listed(visitor)).filter(({ handle }) => handle);
	expect((await end(visitor, right!.handle!)).status).toBe(200);
	expect((await end(visitor, right!.handle!)).body).toContain('They are signed out there already.');
	expectSignIn(await mine.open('/orgs'), '/orgs');
});

test('all others end at once, and this one stays', async ({ visitor, app }) => {
	const { organization, admin: person, member } = await newTeam();
	const browsers = [
		await newBrowser(app.url, person, safari),
		await newBrowser(app.url, person, firefox)
	];
	const stranger = await newBrowser(app.url, member, firefox);
	await signIn(person);
	await visitor.signIn(person);
	const answer = await endOthers(visitor);
	expect([answer.status, answer.body]).toEqual([
		200,
		expect.stringContaining('Signed out in 3 other places.')
	]);
	for (const one of browsers) expectSignIn(await one.open('/orgs'), '/orgs');
	expect((await visitor.open(`/orgs/${organization.slug}`)).status).toBe(200);
	expect((await stranger.open('/orgs')).status).toBe(200);
	expect(await openAtWorkos(person)).toEqual([sessionOf(visitor).sid]);
	expect((await visitor.open(account)).body).not.toContain('Sign out everywhere else');
});

test('who acts in the person’s name is listed, ends nothing, and is ended by the person', async ({
	visitor,
	app
}) => {
	const { organization, admin } = await newTeam();
	await visitor.signIn(admin);
	const support = new Visitor(app.url);
	const { location } = await support.open('/sign-in');
	await support.open(await impersonationOf(admin, organization, location));

	const seen = await support.open(account);
	for (const action of ['?/endSession', '?/endOthers', '?/rename', '?/delete']) {
		expect(seen.body).not.toContain(action);
	}
	const marked = (await listed(visitor)).find(({ words }) => words.includes('in your name'));
	expect(marked?.words).toContain('support@workos.test, in your name');
	expect((await endOthers(support)).status).toBe(403);
	expect((await visitor.open(account)).status).toBe(200);

	expect((await end(visitor, marked!.handle!)).status).toBe(200);
	expectSignIn(await support.open(account), account);
});

test('while WorkOS is away the list says so, and the rest of the page is there', async ({
	visitor,
	app,
	workos
}) => {
	const person = await newPerson();
	const phone = await newBrowser(app.url, person, safari);
	await visitor.signIn(person);
	const [, other] = await listed(visitor);
	workos.fail(/^GET .*\/sessions/, 503);
	const page = await visitor.open(account);
	expect(page.status).toBe(200);
	expect(page.body).toContain('WorkOS knows where you are signed in, and did not answer.');
	expect(page.body).toContain('Try again');
	expect(page.body).toContain(`value="${person.lastName}"`);
	expect((await end(visitor, other!.handle!)).status).toBe(503);
	expect((await phone.open('/orgs')).status).toBe(200);
	workos.restore();
	expect((await end(visitor, other!.handle!)).status).toBe(200);
});

test('all others end here also while WorkOS cannot be asked which there are @long', async ({
	visitor,
	app,
	workos
}) => {
	const person = await newPerson();
	const phone = await newBrowser(app.url, person, safari);
	await visitor.signIn(person);
	workos.fail(/^GET .*\/sessions/, 503);
	await endOthers(visitor);
	workos.restore();
	expectSignIn(await phone.open('/orgs'), '/orgs');
});

test('whoever is not signed in ends nothing, nor does another site', async ({ visitor, app }) => {
	const person = await newPerson();
	await newBrowser(app.url, person, safari);
	expect((await endOthers(visitor)).status).toBe(401);
	await visitor.signIn(person);
	const forged = await visitor.ask(`${account}?/endOthers`, {
		method: 'POST',
		body: new URLSearchParams(),
		headers: { origin: 'https://evil.test' }
	});
	expect(forged.status).toBe(403);
	expect(await openAtWorkos(person)).toHaveLength(2);
});
