import { withToken, workos as workosApi } from '../../fixtures.ts';
import { expectSignIn, newProject } from './answers.ts';
import { newAdmin, projectsOf } from './company.ts';
import { enter, expect, ready, test } from './test.ts';
import { tokensOf } from './tokens.ts';
import { Visitor } from './visitor.ts';

const everywhere = '/sign-out/everywhere';

test('signing out everywhere ends each session of the person at its next query', async ({
	visitor,
	context,
	page,
	app
}) => {
	const { person, company } = await newAdmin();
	const [laptop, phone] = [new Visitor(app.url), new Visitor(app.url)];
	for (const one of [visitor, laptop, phone]) {
		await one.signIn(person);
		await one.open(projectsOf(company));
	}
	await enter(context, laptop);
	await page.goto(`${projectsOf(company)}/new`);
	await ready(page);
	await page.getByLabel('Name').fill('Typed meanwhile');
	const token = tokensOf(phone).get(company.id) ?? '';
	const names = async () =>
		(await withToken(token).from('projects').select('name').throwOnError()).data;
	expect(await names(), 'control').toHaveLength(1);

	const answer = await visitor.post(everywhere);
	expect(answer.status).toBe(303);
	expect(answer.location).toContain('/sessions/logout');
	expect(answer.headers.get('clear-site-data')).toBe('"cache"');
	expect([...visitor.cookies().keys()]).toEqual(['orgdeck-signed-out']);

	expect(await names(), 'a token in another hand').toEqual([]);
	expect((await phone.post(...newProject(company, 'Typed on the phone'))).status).toBe(401);
	expectSignIn(await phone.open(projectsOf(company)), projectsOf(company));
	const { data: left } = await workosApi.userManagement.listSessions(person.id);
	expect(left).toEqual([]);

	// The tab that was open leads to signing in, and the form is filled in when its person is back.
	await page.getByRole('button', { name: 'Create project' }).click();
	await page.waitForURL(/user_management|sign-in|authorize/);

	await visitor.signIn(person);
	expect((await visitor.open(projectsOf(company))).status).toBe(200);
});

test('nobody else is signed out', async ({ visitor, app }) => {
	const { person } = await newAdmin();
	const other = await newAdmin();
	const others = new Visitor(app.url);
	await visitor.signIn(person);
	await others.signIn(other.person);
	await visitor.post(everywhere);
	expect((await others.open(projectsOf(other.company))).body).toContain(other.company.project);
});

test('it asks first, from the menu of the person, and is a form of this site alone', async ({
	visitor,
	context,
	page
}) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	await visitor.open(projectsOf(company));
	const forged = await visitor.ask(everywhere, {
		method: 'POST',
		body: new URLSearchParams(),
		headers: { origin: 'https://evil.test' }
	});
	expect(forged.status).toBe(403);

	await enter(context, visitor);
	await page.goto(`/orgs/${company.slug}`);
	await ready(page);
	await page.locator('summary').filter({ hasText: 'your menu' }).click();
	await page.getByRole('link', { name: 'Sign out everywhere' }).click();
	await expect(page.getByRole('heading', { name: 'Sign out everywhere?' })).toBeVisible();
	await page.getByRole('button', { name: 'Sign out everywhere' }).click();
	await expect(page.getByRole('link', { name: 'Create an account' }).first()).toBeVisible();
	await page.goto(projectsOf(company));
	await expect(page).not.toHaveURL(new RegExp(projectsOf(company)));
});

test('whoever is not signed in has nothing to end', async ({ visitor }) => {
	expectSignIn(await visitor.open(everywhere), everywhere);
	expect((await visitor.post(everywhere)).status).toBe(401);
});

test('while the database is away nobody is told that it is done', async ({ visitor, data }) => {
	const { person, company } = await newAdmin();
	await visitor.signIn(person);
	await visitor.open(projectsOf(company));
	data.fail('/rest/v1/rpc/session_end_own', 503);
	expect((await visitor.post(everywhere)).status).toBe(503);
	data.restore();
	expect((await visitor.open(projectsOf(company))).status).toBe(200);
});
