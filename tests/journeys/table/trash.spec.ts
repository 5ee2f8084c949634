import type { Page } from '@playwright/test';
import { newCompany, newProject, newTask } from '../../policies/company.ts';
import type { Company } from '../../policies/company.ts';
import { expect, expectTitles, hasScript, open, post, test, titlesIn, unfold } from '../test.ts';

const at = ({ organization }: Pick<Company, 'organization'>, path: string) =>
	`/orgs/${organization.slug}${path}`;
const place = (page: Page, name: string) =>
	page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name }).click();

async function states({ admin }: Company) {
	const { data } = await admin.supabase.from('tasks').select().order('title').throwOnError();
	return Object.fromEntries(data.map(({ title, state }) => [title, state]));
}

async function companyWithTasks() {
	const company = await newCompany();
	const { admin, member } = company;
	const project = await newProject(admin);
	const theirs = await newTask(admin, project, { title: 'Apple' });
	const own = await newTask(member, project, { title: 'Banana' });
	return { ...company, project, theirs, own };
}

/** Chooses in the menu at the end of a row. */
async function move(page: Page, title: string, label: string) {
	await page.getByRole('button', { name: `More for ${title}` }).click();
	const answer = page.waitForResponse((response) => response.request().method() === 'POST');
	await page.getByRole('button', { name: label }).filter({ visible: true }).click();
	await answer;
}

test('a task goes to the archive and to the trash from its row, and comes back @nojs @everywhere', async ({
	pageOf
}) => {
	const company = await companyWithTasks();
	const page = await pageOf(company.member, company.organization);
	await open(page, at(company, '/tasks'));
	await move(page, 'Apple', 'Archive');
	await expectTitles(page, ['Banana']);
	await expect.poll(() => states(company)).toEqual({ Apple: 'archived', Banana: 'active' });
	await page.getByRole('button', { name: 'Undo' }).click();
	await titlesIn(page, 2);
	await expect.poll(() => states(company)).toEqual({ Apple: 'active', Banana: 'active' });

	await move(page, 'Apple', 'Archive');
	await titlesIn(page, 1);
	await place(page, 'Archived');
	await expectTitles(page, ['Apple']);
	// What is archived can still be changed.
	await expect(page.getByLabel('Status of Apple')).toBeEnabled();
	await move(page, 'Apple', 'Bring back');
	await expect(page.getByText('Nothing is archived')).toBeVisible();

	await place(page, 'Active');
	await move(page, 'Banana', 'Move to trash');
	await expectTitles(page, ['Apple']);
	await place(page, 'Trash');
	await expectTitles(page, ['Banana']);
	await expect(page.getByLabel('Status of Banana')).toBeDisabled();
	await move(page, 'Banana', 'Bring back');
	await expect(page.getByText('The trash is empty')).toBeVisible();
	expect(await states(company)).toEqual({ Apple: 'active', Banana: 'active' });
});

test('a task is archived, trashed and deleted for ever from its sheet @nojs @long', async ({
	pageOf
}) => {
	const company = await companyWithTasks();
	const page = await pageOf(company.member, company.organization);
	const sheet = page.getByRole('dialog');
	await open(page, at(company, `/tasks/${company.own.id}`));
	await sheet.getByRole('button', { name: 'Archive' }).click();
	await expect(sheet.getByText('It is archived.')).toBeVisible();
	await sheet.getByRole('button', { name: 'Bring back' }).click();
	await expect(sheet.getByText('It is archived.')).toHaveCount(0);
	await sheet.getByRole('button', { name: 'Move to trash' }).click();
	await expect(sheet.getByText('It is in the trash, and gone for ever after')).toBeVisible();
	await expect(sheet.getByRole('link', { name: 'Edit' })).toHaveCount(0);
	await sheet.getByRole('button', { name: 'Bring back' }).click();
	await expect(sheet.getByRole('link', { name: 'Edit' })).toBeVisible();
	await sheet.getByRole('button', { name: 'Move to trash' }).click();
	await sheet.getByRole('button', { name: 'Delete for ever' }).click();
	// Back to the list, since nothing is left to be looked at.
	await expect(page).toHaveURL(at(company, '/tasks'));
	await expect(sheet).toHaveCount(0);
	if (hasScript()) await expect(page.getByText('Deleted for ever.')).toBeVisible();
	await expectTitles(page, ['Apple']);
	expect(await states(company)).toEqual({ Apple: 'active' });
});

test('a member is not offered to trash what others made, and is refused when they send it @long', async ({
	pageOf
}) => {
	const company = await companyWithTasks();
	const { member, organization, theirs, project } = company;
	const page = await pageOf(member, organization);
	await open(page, at(company, '/tasks'));
	await page.getByRole('button', { name: 'More for Apple' }).click();
	await expect(page.getByRole('button', { name: 'Archive' })).toBeVisible();
	await expect(page.getByRole('button', { name: 'Move to trash' })).toHaveCount(0);
	const seen = { id: theirs.id, seen: theirs.updated_at };
	const project_ = at(company, `/projects/${project.id}/edit?/move`);
	for (const [path, form] of [
		[at(company, '/tasks?/moveTask'), { ...seen, to: 'trashed' }],
		[at(company, '/tasks?/deleteTask'), seen],
		[at(company, '/tasks?/changeTasks'), { field: 'trashed', value: 'true', row: theirs.id }],
		[project_, { seen: project.updated_at, to: 'trashed' }],
		[project_, { seen: project.updated_at, to: 'archived' }]
	] as [string, Record<string, string>][]) {
		expect((await post(page, path, form)).status(), path).toBe(403);
	}
	expect(await states(company)).toEqual({ Apple: 'active', Banana: 'active' });
});

test('a project goes to the archive and the trash with its tasks, and comes back with them @nojs', async ({
	pageOf
}) => {
	const company = await companyWithTasks();
	const { admin, organization, project } = company;
	const page = await pageOf(admin, organization);
	const edit = at(company, `/projects/${project.id}/edit`);
	await open(page, edit);
	await page.getByRole('button', { name: 'Archive project' }).click();
	await expect(page.getByText('It is archived, with its 2 tasks.')).toBeVisible();
	expect(await states(company)).toEqual({ Apple: 'archived', Banana: 'archived' });
	await open(page, at(company, '/tasks'));
	await expect(page.getByText('No tasks yet')).toBeVisible();
	await place(page, 'Archived');
	await titlesIn(page, 2);
	await page.getByRole('button', { name: 'More for Apple' }).click();
	// A task that is not archived itself cannot leave its project there.
	await expect(page.getByRole('button', { name: 'Move to trash' }).first()).toBeVisible();
	await expect(page.getByRole('button', { name: /Archive|Bring back/ })).toHaveCount(0);
	await open(page, at(company, '/projects?in=archived'));
	await expect(page.getByRole('link', { name: project.name })).toBeVisible();

	await open(page, edit);
	await page.getByRole('button', { name: 'Bring back' }).click();
	await expect(page.getByRole('button', { name: 'Archive project' })).toBeVisible();
	expect(await states(company)).toEqual({ Apple: 'active', Banana: 'active' });

	await unfold(page, 'Delete …');
	await page.getByRole('button', { name: 'Move project and 2 tasks to the trash' }).click();
	await expect(page.getByText('It is in the trash, with its tasks.')).toBeVisible();
	expect(await states(company)).toEqual({ Apple: 'trashed', Banana: 'trashed' });
	await open(page, at(company, '/projects'));
	await expect(page.getByRole('link', { name: project.name })).toHaveCount(0);
	await place(page, 'Trash');
	await page.getByRole('link', { name: project.name }).click();
	await expect(page.getByText('This project is in the trash, with its tasks.')).toBeVisible();
	await page.getByRole('link', { name: 'Edit' }).click();
	await page.getByRole('button', { name: 'Bring back' }).click();
	await expect(page.getByRole('button', { name: 'Archive project' })).toBeVisible();
	expect(await states(company)).toEqual({ Apple: 'active', Banana: 'active' });

	await unfold(page, 'Delete …');
	await page.getByRole('button', { name: 'Move project and 2 tasks to the trash' }).click();
	await unfold(page, 'Delete for ever …');
	await page.getByRole('button', { name: 'Delete project and 2 tasks for ever' }).click();
	await expect(page).toHaveURL(at(company, '/projects'));
	expect(await states(company)).toEqual({});
});

test('a lead archives their project and cannot put it into the trash @long', async ({ pageOf }) => {
	const company = await newCompany();
	const { admin, member, organization } = company;
	const project = await newProject(admin, { lead_id: member.id });
	const page = await pageOf(member, organization);
	const edit = at(company, `/projects/${project.id}/edit`);
	await open(page, edit);
	await expect(page.locator('summary').filter({ hasText: 'Delete' })).toHaveCount(0);
	const form = { seen: project.updated_at, to: 'trashed' };
	expect((await post(page, `${edit}?/move`, form)).status()).toBe(403);
	await page.getByRole('button', { name: 'Archive project' }).click();
	await expect(page.getByText('It is archived, with its 0 tasks.')).toBeVisible();
	await page.getByRole('button', { name: 'Undo' }).click();
	await expect(page.getByRole('button', { name: 'Archive project' })).toBeVisible();
});
