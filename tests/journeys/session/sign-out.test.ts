import { newPerson, signIn, unique, withToken, workos as workosApi } from '../../fixtures.ts';
import { expectSignIn, newProject } from './answers.ts';
import { newAdmin, projectsOf } from './company.ts';
import { enter, expect, test } from './test.ts';
import { letTokensExpire, sessionOf, tokensOf } from './tokens.ts';
import { Visitor } from './visitor.ts';

test('signing out ends the session here and at WorkOS, and leads back through WorkOS @everywhere', async ({
	visitor,
	app
}) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	const { sid } = sessionOf(visitor);
	const token = tokensOf(visitor).get(company.id) ?? '';
	const { data: before } = await withToken(token).from('projects').select('name').throwOnError();
	expect(before).toEqual([{ name: company.project }]);

	const answer = await visitor.signOut();
	expect(answer.status).toBe(303);
	expect(answer.location).toContain(`session_id=${sid}`);
	expect(answer.headers.get('clear-site-data')).toBe('"cache"');
	const back = await fetch(answer.location, { redirect: 'manual' });
	expect(back.headers.get('location')).toBe(`${app.url}/`);

	const { data: after } = await withToken(token).from('projects').select('name').throwOnError();
	expect(after, 'the token in another hand').toEqual([]);
	const { data: sessions } = await workosApi.userManagement.listSessions(person.id);
	expect(sessions.map(({ id }) => id)).not.toContain(sid);
	expect([...visitor.cookies().keys()]).toEqual(['orgdeck-signed-out']);
});

test('copied cookies are worth nothing after signing out', async ({ visitor }) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	const copy = visitor.copy();
	expect((await copy.open(projectsOf(company))).body).toContain(company.project);
	await visitor.signOut();

	expectSignIn(await copy.copy().open(projectsOf(company)), projectsOf(company));
	expectSignIn(await copy.copy().open('/orgs'), '/orgs');
	const data = await copy.copy().ask(`${projectsOf(company)}/__data.json`);
	expect(data.body).toContain('"redirect"');
	expect(data.body).not.toContain(company.project);
	const post = await copy.copy().post(...newProject(company));
	expect(post.status).toBe(401);
	const withoutTokens = copy.copy();
	withoutTokens.dropCookies(/token/);
	expectSignIn(await withoutTokens.open(projectsOf(company)), projectsOf(company));
});

test('a post that waits for its token while its person signs out saves nothing', async ({
	visitor,
	workos
}) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	await letTokensExpire(visitor);
	const late = visitor.copy();
	const hold = workos.hold('/user_management/authenticate');
	const name = `Too late ${unique()}`;
	const post = visitor.post(...newProject(company, name));
	await hold.waiting();

	await visitor.signOut();
	await hold.release();
	expect((await post).status).toBe(401);
	expect((await post).body).toContain(name);
	expectSignIn(await visitor.open(projectsOf(company)), projectsOf(company));
	expectSignIn(await late.open(projectsOf(company)), projectsOf(company));

	await visitor.signIn(person);
	expect((await visitor.open(projectsOf(company))).body).not.toContain(name);
});

test('cookies that come back after signing out are ignored', async ({ visitor, data }) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	await letTokensExpire(visitor);
	const before = visitor.copy();
	const hold = data.hold('/rest/v1/projects');
	const view = visitor.open(projectsOf(company));
	await hold.waiting();
	await visitor.signOut();
	await hold.release();
	await view;
	expect([...tokensOf(visitor).keys()], 'a late token').toEqual([company.id]);

	expectSignIn(await visitor.open(projectsOf(company)), projectsOf(company));
	visitor.setCookie('orgdeck-session', before.cookies().get('orgdeck-session') ?? '');
	data.clear();
	expectSignIn(await visitor.open(projectsOf(company)), projectsOf(company));
	expect(data.calls, 'known from the mark that signing out left').toEqual([]);
});

test('signing out works while WorkOS does not answer', async ({ visitor, workos }) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	const copy = visitor.copy();
	const hold = workos.hold('/sessions/revoke');
	const begun = Date.now();
	expect((await visitor.signOut()).status).toBe(303);
	expect(Date.now() - begun).toBeLessThan(4_000);
	expectSignIn(await copy.open(projectsOf(company)), projectsOf(company));
	await hold.release();
});

test('knowing somebody’s session id is not enough to end their session', async ({
	app,
	visitor,
	workos
}) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	const { sid } = sessionOf(visitor);
	const stranger = new Visitor(app.url);
	stranger.setCookie('orgdeck-session', `${sid}.${'A'.repeat(43)}`);
	workos.clear();
	await stranger.signOut();

	expect(workos.calls).toEqual([]);
	expect((await visitor.open(projectsOf(company))).status).toBe(200);
	await letTokensExpire(visitor);
	expect((await visitor.open(projectsOf(company))).status).toBe(200);
});

test('another site cannot sign anybody out', async ({ visitor }) => {
	await visitor.signIn(await newPerson());
	const headers = { origin: 'https://evil.test' };
	const body = new URLSearchParams();
	const answer = await visitor.ask('/sign-out', { method: 'POST', body, headers });
	expect(answer.status).toBe(403);
	expect((await visitor.open('/orgs')).status).toBe(200);
});

test('signing in again ends the session that this browser had before', async ({ visitor }) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	const before = visitor.copy();
	const earlier = sessionOf(before).sid;
	const elsewhere = await signIn(person, company);

	await visitor.signIn(person);
	expect((await visitor.open(projectsOf(company))).status).toBe(200);
	expectSignIn(await before.open(projectsOf(company)), projectsOf(company));
	const { data: sessions } = await workosApi.userManagement.listSessions(person.id);
	const ids = sessions.map(({ id }) => id);
	expect(ids).not.toContain(earlier);
	expect(ids).toContain(sessionOf(visitor).sid);
	expect(ids, 'another browser’s').toContain(elsewhere.sid);
});

test('somebody else signing in leaves no token of the first person in the browser', async ({
	visitor
}) => {
	const [first, second] = [await newAdmin(), await newAdmin()];
	await visitor.signIn(first.person);
	await visitor.signIn(second.person);
	expect([...tokensOf(visitor).keys()]).toEqual([second.company.id]);
	expect((await visitor.open(projectsOf(first.company))).status).toBe(404);
});

test('signing out in one tab signs out the other at its next click, and Back shows nothing', async ({
	context,
	page,
	visitor
}) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	await enter(context, visitor);
	const other = await context.newPage();
	await page.goto(projectsOf(company));
	await other.goto(`/orgs/${company.slug}`);
	await expect(page.getByRole('link', { name: company.project })).toBeVisible();

	await other.locator('summary', { hasText: 'your menu' }).click();
	await other.getByRole('button', { name: 'Sign out' }).click();
	await expect(other).toHaveURL(/\/$/);
	await page.getByRole('link', { name: 'Tasks', exact: true }).first().click();
	await expect(page.getByRole('heading', { name: /sign in/i })).toBeVisible();

	for (const tab of [page, other]) {
		await tab.goBack();
		await expect(tab.getByRole('heading', { name: /sign in/i })).toBeVisible();
		await expect(tab.getByText(company.project)).toHaveCount(0);
	}
});

test('private pages are kept in no cache', async ({ visitor }) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	for (const path of ['/orgs', projectsOf(company), `${projectsOf(company)}/__data.json`]) {
		const { headers } = await visitor.open(path);
		expect(headers.get('cache-control'), path).toBe('private, no-store');
	}
});
