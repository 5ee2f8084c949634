import { deactivate, join, leave, newPerson, unique } from '../fixtures.ts';
import type { Organization, Person } from '../fixtures.ts';
import { newCompany, newProject, newTask } from '../policies/company.ts';
import type { Company } from '../policies/company.ts';
import { ask } from '../policies/database.ts';
import {
	choose,
	expect,
	hasScript,
	open,
	openFilter,
	rowsOf,
	search,
	test,
	unfold
} from './test.ts';

/** Ten thousand further people, written down in the mirror alone: nobody of them signs in. */
async function fill({ id }: Organization): Promise<{ tag: string; last: string; email: string }> {
	const tag = unique();
	const people = 'generate_series(1, 10000) as n';
	await ask(
		`insert into public.users (id, first_name, last_name, updated_at)
		select 'user_' || $1 || n, 'Kim', 'Number' || n || $1, now() from ${people}`,
		[tag]
	);
	await ask(
		`insert into public.user_emails (user_id, email)
		select 'user_' || $1 || n, 'kim' || n || '@' || $1 || '.test' from ${people}`,
		[tag]
	);
	await ask(
		`insert into public.memberships (id, org_id, user_id, roles, status, created_at, updated_at)
		select 'om_' || $1 || n, $2, 'user_' || $1 || n, '{member}', 'active', now(), now() from ${people}`,
		[tag, id]
	);
	return { tag, last: `Kim Number9876${tag}`, email: `kim9876@${tag}.test` };
}

test('in an organization of ten thousand people anybody is found @nojs @long', async ({
	pageOf
}) => {
	const { organization, admin } = await newCompany();
	const project = await newProject(admin);
	const task = await newTask(admin, project);
	const { last, email } = await fill(organization);
	const page = await pageOf(admin, organization);
	const here = `/orgs/${organization.slug}`;

	await test.step('among the members', async () => {
		await open(page, `${here}/members`);
		await expect(rowsOf(page)).toHaveCount(50);
		await search(page, last);
		await expect(rowsOf(page)).toHaveCount(1);
		await expect(rowsOf(page)).toContainText(email);
	});

	await test.step('to be given a new task', async () => {
		await open(page, `${here}/tasks`);
		await unfold(page, 'New task');
		const form = page.locator('form').filter({ hasText: 'Create task' });
		await form.getByLabel('Title').fill('For the last of them');
		await form.getByLabel('Project').selectOption(project.name);
		await form.getByRole('searchbox').fill(hasScript() ? last : email);
		if (hasScript()) await expect(form.getByText(`${last} is chosen.`)).toBeVisible();
		await form.getByRole('button', { name: 'Create task' }).click();
		const row = page.getByRole('row', { name: 'For the last of them' });
		await expect(row.getByLabel('Assignee')).toContainText(last);
	});

	await test.step('for a task there is, and its history tells', async () => {
		await open(page, `${here}/tasks/${task.id}?edit=task`);
		const sheet = page.getByRole('dialog');
		await sheet.getByRole('searchbox').fill(last);
		if (hasScript()) await expect(sheet.getByText(`${last} is chosen.`)).toBeVisible();
		await sheet.getByRole('button', { name: 'Save changes' }).click();
		await expect(sheet.getByRole('term').filter({ hasText: 'Assignee' })).toBeVisible();
		await expect(sheet.getByRole('definition').filter({ hasText: last })).toBeVisible();
		await expect(sheet.getByRole('listitem').filter({ hasText: last }).first()).toBeVisible();
	});

	await test.step('for a project', async () => {
		await open(page, `${here}/projects/${project.id}/edit`);
		await page.getByRole('searchbox').fill(last);
		if (hasScript()) await expect(page.getByText(`${last} is chosen.`)).toBeVisible();
		await page.getByRole('button', { name: 'Save changes' }).click();
		await expect(page.getByRole('region', { name: 'People' })).toContainText(last);
	});
});

test('what was typed for somebody without a script says why it was not understood @long', async ({
	browser,
	pageOf
}) => {
	const { organization, admin } = await newCompany();
	await newProject(admin);
	await fill(organization);
	const signedIn = await pageOf(admin, organization);
	const context = await browser.newContext({
		javaScriptEnabled: false,
		storageState: await signedIn.context().storageState()
	});
	const page = await context.newPage();
	for (const [typed, said] of [
		['Kim Number98', 'Several people are called that: write their e-mail address.'],
		['Nobody At All', 'Nobody here is called that.']
	] as const) {
		await page.goto(`/orgs/${organization.slug}/projects/new`);
		await page.getByLabel('Name', { exact: true }).fill('Kept');
		await page.getByRole('searchbox').fill(typed);
		await page.getByRole('button', { name: 'Create project' }).click();
		await expect(page.getByText(said)).toBeVisible();
		await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Kept');
		await expect(page.getByRole('searchbox')).toHaveValue(typed);
	}
	await context.close();
});

test('a list of tasks is filtered by anybody, and rows lead to where anybody is found @long', async ({
	pageOf
}) => {
	const { organization, admin } = await newCompany();
	const project = await newProject(admin);
	const { tag, last, email } = await fill(organization);
	const theirs = await newTask(admin, project, { assignee_id: `user_${tag}9876` });
	const other = await newTask(admin, project);
	const page = await pageOf(admin, organization);
	await open(page, `/orgs/${organization.slug}/tasks`);
	await expect(rowsOf(page)).toHaveCount(2);

	const form = await openFilter(page, 'Assignee');
	await form.getByRole('searchbox').fill(email);
	await form.locator('label').filter({ hasText: last }).locator('input').check();
	await expect(rowsOf(page)).toHaveCount(1);
	await expect(rowsOf(page)).toContainText(theirs.title);
	await expect(page.locator('summary').filter({ hasText: `Assignee: ${last}` })).toBeVisible();

	await open(page, `/orgs/${organization.slug}/tasks`);
	await page.getByLabel(`Assignee of ${other.title}`).focus();
	await page.getByLabel(`Assignee of ${other.title}`).selectOption('Somebody else …');
	await expect(page.getByRole('dialog').getByRole('searchbox')).toBeVisible();
	await page.goBack();
	await choose(page, 'Assignee', other.title, `${admin.firstName} ${admin.lastName}`);
	await expect(page.getByLabel(`Assignee of ${other.title}`)).toHaveValue(admin.id);
});

test('whoever types finds people of this organization who are here now, and nobody else does', async ({
	pageOf
}) => {
	const tag = unique();
	const [here, there] = [await newCompany(), await newCompany()];
	const [active, paused, elsewhere] = await Promise.all(
		['Active', 'Paused', 'Elsewhere'].map((name) => newPerson({ firstName: `${name} ${tag}` }))
	);
	await join(active!, here.organization);
	await join(paused!, here.organization);
	await deactivate(paused!, here.organization);
	await join(elsewhere!, there.organization);
	// Somebody in both may read of both, and asks about one.
	await join(here.member, there.organization, 'admin');
	const path = ({ organization }: Company, words: string) =>
		`/orgs/${organization.slug}/people?q=${encodeURIComponent(words)}`;
	const named = ({ id, firstName, lastName }: Person) => ({ id, name: `${firstName} ${lastName}` });

	const inside = await pageOf(here.member, here.organization);
	const find = async (company: Company, words: string) =>
		(await inside.request.get(path(company, words))).json();
	expect(await find(here, tag)).toEqual([named(active!)]);
	expect(await find(there, tag)).toEqual([named(elsewhere!)]);
	expect(await find(here, `${tag} active`), 'words in any order').toEqual([named(active!)]);
	expect(await find(here, active!.email)).toEqual([named(active!)]);
	expect(await find(here, '%'), 'a letter like any other').toEqual([]);
	expect(await find(here, ',)"(')).toEqual([]);
	expect(await find(here, ' ')).toEqual([]);

	const outside = await pageOf(elsewhere!, there.organization);
	expect((await outside.request.get(path(here, tag))).status()).toBe(404);
	await leave(here.member, here.organization);
	expect(await find(here, tag), 'who was removed').toEqual([]);
});
