import type { Page } from '@playwright/test';
import { newCompany, newProject, newTask } from '../../policies/company.ts';
import type { Company } from '../../policies/company.ts';
import { expect, open, test } from '../test.ts';

const tasksOf = ({ organization }: Company) => `/orgs/${organization.slug}/tasks`;

async function companyWithTasks() {
	const company = await newCompany();
	const { admin, member } = company;
	const project = await newProject(admin);
	await newTask(admin, project, { title: 'Apple', status: 'todo' });
	await newTask(admin, project, { title: 'Banana', status: 'blocked', assignee_id: member.id });
	await newTask(member, project, { title: 'Cherry', status: 'done', due_on: '2031-01-01' });
	return company;
}

/** What each task says in a column, by the tasks' titles. */
async function saved<Field extends 'status' | 'assignee_id' | 'due_on' | 'state'>(
	{ admin }: Company,
	field: Field
) {
	const { data } = await admin.supabase.from('tasks').select().order('title').throwOnError();
	return Object.fromEntries(data.map((task) => [task.title, task[field]]));
}

async function pick(page: Page, ...titles: string[]) {
	for (const title of titles) await page.getByRole('checkbox', { name: `Select ${title}` }).check();
	return page.getByRole('group', { name: 'Selected tasks' });
}

const all = (page: Page) => page.getByRole('checkbox', { name: 'Select all on this page' });
const undo = (page: Page) => page.getByRole('button', { name: 'Undo' }).click();

test('all tasks of a page get one status, and each its former one back', async ({ pageOf }) => {
	const company = await companyWithTasks();
	const page = await pageOf(company.admin, company.organization);
	await open(page, tasksOf(company));
	await all(page).check();
	const bar = page.getByRole('group', { name: 'Selected tasks' });
	await expect(bar).toContainText('3 selected');
	await bar.getByLabel('To', { exact: true }).selectOption('In progress');
	await bar.getByRole('button', { name: 'Apply to 3' }).click();
	await expect(page.getByText('3 tasks changed.')).toBeVisible();
	await expect(bar).toHaveCount(0);
	const same = { Apple: 'in_progress', Banana: 'in_progress', Cherry: 'in_progress' };
	expect(await saved(company, 'status')).toEqual(same);
	await expect(page.getByLabel('Status of Cherry')).toHaveValue('in_progress');
	await undo(page);
	await expect(page.getByText('Taken back.')).toBeVisible();
	const former = { Apple: 'todo', Banana: 'blocked', Cherry: 'done' };
	expect(await saved(company, 'status')).toEqual(former);
	await expect(page.getByLabel('Status of Cherry')).toHaveValue('done');
});

test('people and days are given and taken from many, and come back @long', async ({ pageOf }) => {
	const company = await companyWithTasks();
	const { admin, member, organization } = company;
	const page = await pageOf(admin, organization);
	await open(page, tasksOf(company));
	let bar = await pick(page, 'Apple', 'Banana');
	await bar.getByLabel('Change').selectOption('Assignee');
	await bar.getByLabel('To', { exact: true }).selectOption(`Robin ${admin.lastName}`);
	await bar.getByRole('button', { name: 'Apply to 2' }).click();
	await expect(page.getByText('2 tasks changed.')).toBeVisible();
	expect(await saved(company, 'assignee_id')).toEqual({
		Apple: admin.id,
		Banana: admin.id,
		Cherry: null
	});
	await undo(page);
	await expect(page.getByText('Taken back.')).toBeVisible();
	expect(await saved(company, 'assignee_id')).toEqual({
		Apple: null,
		Banana: member.id,
		Cherry: null
	});

	bar = await pick(page, 'Apple', 'Cherry');
	await bar.getByLabel('Change').selectOption('Due date');
	await bar.getByLabel('To', { exact: true }).fill('2032-05-05');
	await bar.getByRole('button', { name: 'Apply to 2' }).click();
	await expect(page.getByText('2 tasks changed.').last()).toBeVisible();
	expect(await saved(company, 'due_on')).toMatchObject({
		Apple: '2032-05-05',
		Cherry: '2032-05-05'
	});
	await page.getByRole('button', { name: 'Undo' }).first().click();
	await expect
		.poll(() => saved(company, 'due_on'))
		.toMatchObject({ Apple: null, Cherry: '2031-01-01' });
});

test('an undo of many leaves alone what somebody else changed again @long', async ({ pageOf }) => {
	const company = await companyWithTasks();
	const { admin, organization } = company;
	const page = await pageOf(admin, organization);
	await open(page, tasksOf(company));
	const bar = await pick(page, 'Apple', 'Banana');
	await bar.getByLabel('To', { exact: true }).selectOption('In progress');
	await bar.getByRole('button', { name: 'Apply to 2' }).click();
	await expect(page.getByText('2 tasks changed.')).toBeVisible();
	await company.member.supabase
		.from('tasks')
		.update({ status: 'done' })
		.eq('title', 'Apple')
		.throwOnError();
	await undo(page);
	await expect(page.getByText('Taken back. 1 task not: they were changed again')).toBeVisible();
	expect(await saved(company, 'status')).toMatchObject({ Apple: 'done', Banana: 'blocked' });
});

test('a member puts their own tasks into the trash, and is told how many were not', async ({
	pageOf
}) => {
	const company = await companyWithTasks();
	const page = await pageOf(company.member, company.organization);
	await open(page, tasksOf(company));
	await all(page).check();
	const bar = page.getByRole('group', { name: 'Selected tasks' });
	await bar.getByLabel('Change').selectOption('Move to trash');
	await bar.getByRole('button', { name: 'Apply to 3' }).click();
	await expect(page.getByText('1 task changed. 2 tasks not')).toBeVisible();
	expect(await saved(company, 'state')).toEqual({
		Apple: 'active',
		Banana: 'active',
		Cherry: 'trashed'
	});
	await expect(page.getByRole('link', { name: 'Cherry' })).toHaveCount(0);

	await page.getByRole('link', { name: 'Trash' }).click();
	const trashed = await pick(page, 'Cherry');
	await trashed.getByRole('button', { name: 'Apply to 1' }).click();
	await expect.poll(() => saved(company, 'state')).toMatchObject({ Cherry: 'active' });

	await page.getByRole('link', { name: 'Active', exact: true }).click();
	const others = await pick(page, 'Apple', 'Banana');
	await others.getByLabel('Change').selectOption('Move to trash');
	await others.getByRole('button', { name: 'Apply to 2' }).click();
	await expect(others.getByText('2 tasks not changed')).toBeVisible();
	// What was picked is still picked, for something else.
	await expect(others).toContainText('2 selected');
	expect(await saved(company, 'state')).toMatchObject({ Apple: 'active', Banana: 'active' });
});

test('what is picked stays picked while a filter changes, and is gone with its row @long', async ({
	pageOf
}) => {
	const company = await companyWithTasks();
	const page = await pageOf(company.admin, company.organization);
	await open(page, tasksOf(company));
	const bar = await pick(page, 'Apple', 'Cherry');
	await expect(all(page)).toHaveJSProperty('indeterminate', true);
	await page.getByRole('searchbox').fill('ch');
	await expect(bar).toContainText('1 selected');
	await page.getByRole('button', { name: 'Select none' }).click();
	await expect(bar).toHaveCount(0);
});
