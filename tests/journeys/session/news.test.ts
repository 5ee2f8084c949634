import { changeRoles, join, leave, newPerson } from '../../fixtures.ts';
import { newProject } from './answers.ts';
import { companyOf, newAdmin, projectsOf } from './company.ts';
import type { Company } from './company.ts';
import { enter, expect, ready, test } from './test.ts';
import { letTokensExpire } from './tokens.ts';
import type { Visitor } from './visitor.ts';

/*
 * Somebody's membership changes while they are at work.
 */

const mint = '/user_management/authenticate';

async function newMember(visitor: Visitor) {
	const { company } = await newAdmin();
	const person = await newPerson();
	await join(person, company);
	await visitor.signIn(person);
	return { person, company };
}

/** Whether this page offers what only admins may do, and whether the database lets them. */
async function rightsOf(visitor: Visitor, company: Company) {
	const page = await visitor.open(projectsOf(company));
	const post = await visitor.post(...newProject(company, 'By an admin'));
	return { offered: page.body.includes('/projects/new"'), done: post.status === 303 };
}

test('who is removed reads at the next click that they are no longer a member', async ({
	context,
	page,
	visitor
}) => {
	const { person, company } = await newMember(visitor);
	await enter(context, visitor);
	await page.goto(`/orgs/${company.slug}`);
	await ready(page);
	await leave(person, company);

	await page.getByRole('link', { name: 'Projects' }).first().click();
	const told = page.getByRole('heading', { name: `You are no longer a member of ${company.name}` });
	await expect(told).toBeVisible();
	await expect(page.getByText(company.project)).toHaveCount(0);
	await page.reload();
	await expect(told).toBeVisible();
	await page.goto('/orgs');
	await expect(page.getByText(company.name)).toHaveCount(0);
});

test('who is removed is offered their other organizations, with and without a script', async ({
	context,
	page,
	visitor
}) => {
	const person = await newPerson();
	const [left, stays] = [await companyOf(person), await companyOf(person)];
	await visitor.signIn(person, { organization: left });
	await visitor.open(projectsOf(left));
	await enter(context, visitor);
	await page.goto(projectsOf(left));
	await ready(page);
	await leave(person, left);

	const plain = await visitor.open(projectsOf(left));
	expect(plain.status).toBe(403);
	expect(plain.body).toContain(`You are no longer a member of ${left.name}`);
	expect(plain.body).toMatch(new RegExp(`href="[./]*orgs/${stays.slug}"`));
	expect(plain.body).not.toContain(left.project);

	await page.getByRole('link', { name: 'Tasks', exact: true }).first().click();
	const others = page.getByRole('region', { name: 'Your other organizations' });
	await others.getByRole('link', { name: stays.name }).click();
	await expect(page).toHaveURL(`/orgs/${stays.slug}`);
	await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
});

test('what a removed person typed is not lost without a word', async ({
	context,
	page,
	visitor
}) => {
	const person = await newPerson();
	const [left, stays] = [await companyOf(person), await companyOf(person)];
	await visitor.signIn(person, { organization: left });
	await visitor.open(projectsOf(left));
	await enter(context, visitor);
	await page.goto(`${projectsOf(left)}/new`);
	await ready(page);
	await page.getByLabel('Name').fill('Typed by hand');
	await leave(person, left);

	await page.getByRole('button', { name: 'Create project' }).click();
	const alert = page.getByRole('alert').filter({ hasText: left.name });
	await expect(alert).toContainText(`You are no longer a member of ${left.name}`);
	await expect(page.getByLabel('Name')).toHaveValue('Typed by hand');

	const plain = await visitor.post(...newProject(left, 'Typed <by> hand'));
	expect(plain.status).toBe(403);
	expect(plain.body).toContain(`You are no longer a member of ${left.name}`);
	expect(plain.body).toContain('Typed &#60;by&#62; hand');
	expect(plain.body).toContain(`href="/orgs/${stays.slug}"`);

	await letTokensExpire(visitor);
	const late = await visitor.post(...newProject(left, 'Typed later'));
	expect(late.status).toBe(404);
	expect(late.body).toContain('Typed later');
});

test('what a removed person posts is not saved', async ({ visitor }) => {
	const person = await newPerson();
	const company = await companyOf(person);
	await visitor.signIn(person);
	await leave(person, company);
	expect((await visitor.post(...newProject(company, 'Too late'))).status).toBe(403);
	await letTokensExpire(visitor);
	expect((await visitor.open(projectsOf(company))).status).toBe(404);
});

test('a promotion is noticed within one page view, and minted for once', async ({
	visitor,
	workos
}) => {
	const { person, company } = await newMember(visitor);
	expect(await rightsOf(visitor, company)).toEqual({ offered: false, done: false });

	await changeRoles(person, company, 'admin');
	workos.clear();
	const view = await visitor.open(projectsOf(company));
	expect(view.status).toBe(307);
	expect(await rightsOf(visitor, company)).toEqual({ offered: true, done: true });
	expect(workos.calls.filter(({ path }) => path === mint)).toHaveLength(1);
});

test('a promotion is noticed while moving about, at the next click', async ({
	context,
	page,
	visitor
}) => {
	const { person, company } = await newMember(visitor);
	await enter(context, visitor);
	await page.goto(`/orgs/${company.slug}`);
	await ready(page);
	await changeRoles(person, company, 'admin');
	await page.getByRole('link', { name: 'Projects' }).first().click();
	await expect(page.getByRole('link', { name: 'New project' }).first()).toBeVisible();
	await page.getByRole('link', { name: 'New project' }).first().click();
	await expect(page.getByLabel('Name')).toBeVisible();
});

test('a demotion is noticed while moving about, at the next click', async ({
	context,
	page,
	visitor
}) => {
	const person = await newPerson();
	const company = await companyOf(person);
	await visitor.signIn(person);
	await enter(context, visitor);
	await page.goto(projectsOf(company));
	await ready(page);
	await expect(page.getByRole('link', { name: 'New project' })).toBeVisible();
	await changeRoles(person, company, 'member');

	await page.getByRole('link', { name: 'Overview' }).first().click();
	await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
	await expect(page.getByText('Budget and spend')).toHaveCount(0);
	await page.getByRole('link', { name: 'Projects' }).first().click();
	await expect(page.getByRole('link', { name: company.project })).toBeVisible();
	await expect(page.getByRole('link', { name: 'New project' })).toHaveCount(0);
	await page.goto(`${projectsOf(company)}/new`);
	await expect(page.getByText('Only admins can open this page')).toBeVisible();
});

test('a demotion takes the rights away at once', async ({ visitor, workos }) => {
	const person = await newPerson();
	const company = await companyOf(person);
	await visitor.signIn(person);
	expect(await rightsOf(visitor, company)).toEqual({ offered: true, done: true });

	await changeRoles(person, company, 'member');
	workos.clear();
	expect(await rightsOf(visitor, company)).toEqual({ offered: false, done: false });
	expect((await visitor.open(`${projectsOf(company)}/new`)).status).toBe(403);
	expect(workos.calls).toEqual([]);
});

test('a demotion that never reached the mirror counts from the next token on', async ({
	visitor
}) => {
	const person = await newPerson();
	const company = await companyOf(person);
	await visitor.signIn(person);
	await changeRoles(person, company, 'member', { only: 'workos' });
	expect(await rightsOf(visitor, company), 'until then').toEqual({ offered: true, done: true });
	await letTokensExpire(visitor);
	expect(await rightsOf(visitor, company)).toEqual({ offered: false, done: false });
});

test('a promotion that WorkOS has taken back is asked about once, not with every page', async ({
	visitor,
	workos
}) => {
	const { person, company } = await newMember(visitor);
	await changeRoles(person, company, 'admin');
	await changeRoles(person, company, 'member', { only: 'workos' });
	workos.clear();
	for (let view = 0; view < 3; view++) {
		expect((await visitor.open(projectsOf(company))).status).toBe(200);
	}
	expect(workos.calls.filter(({ path }) => path === mint)).toHaveLength(1);
	expect(await rightsOf(visitor, company)).toEqual({ offered: false, done: false });
});

test('who comes back after being removed is let in again', async ({ visitor }) => {
	const { person, company } = await newMember(visitor);
	await leave(person, company);
	expect((await visitor.open(projectsOf(company))).status).toBe(403);
	await join(person, company);
	expect((await visitor.open(projectsOf(company))).body).toContain(company.project);
});
