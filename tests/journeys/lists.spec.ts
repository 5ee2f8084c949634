import { join, newOrganization, newPerson } from '../fixtures.ts';
import { newCompany, newPrivateProject, newProject, newTask } from '../policies/company.ts';
import type { Company } from '../policies/company.ts';
import type { Page } from '@playwright/test';
import { choose, expect, hasScript, open, ready, test, unfold } from './test.ts';

const at = ({ organization }: Pick<Company, 'organization'>, path: string) =>
	`/orgs/${organization.slug}${path}`;

/** Sends a search, which does so by itself where there is a script. */
async function apply(page: Page) {
	if (!hasScript()) await page.getByRole('button', { name: 'Apply' }).click();
}

test('lists of a new organization are empty, and say what to do about it', async ({ pageOf }) => {
	const organization = await newOrganization();
	const [admin, member] = await Promise.all([newPerson(), newPerson()]);
	await Promise.all([join(admin, organization, 'admin'), join(member, organization)]);
	const company = { organization };

	const adas = await pageOf(admin, organization);
	await open(adas, at(company, ''));
	await expect(adas.getByText('Nothing was finished yet')).toBeVisible();
	await expect(adas.getByText('No project has a budget yet')).toBeVisible();
	await open(adas, at(company, '/tasks'));
	await expect(adas.getByText('No tasks yet')).toBeVisible();
	await expect(adas.getByRole('search')).toHaveCount(0);
	await adas.getByRole('link', { name: 'Go to projects' }).click();
	await expect(adas.getByText('No projects yet')).toBeVisible();
	await adas.getByRole('link', { name: 'Create the first project' }).click();
	await adas.getByLabel('Name').fill('The first one');
	await adas.getByRole('button', { name: 'Create project' }).click();
	await expect(adas.getByText('No tasks in this project yet')).toBeVisible();

	const maxs = await pageOf(member, organization);
	await open(maxs, at(company, '/members'));
	await expect(maxs.getByRole('row', { name: admin.email })).toContainText('Admin');
	await expect(maxs.getByRole('row', { name: member.email })).toContainText('you');
});

test('a member to whom no project is open sees none, and why', async ({ pageOf }) => {
	const company = await newCompany();
	const { organization, admin, member } = company;
	await newTask(admin, await newPrivateProject(admin));
	const page = await pageOf(member, organization);
	await open(page, at(company, '/projects'));
	await expect(page.getByText('No projects yet')).toBeVisible();
	await expect(page.getByText('once an admin creates one or adds you to one')).toBeVisible();
	await open(page, at(company, '/tasks'));
	await expect(page.getByText('you do not see a project yet')).toBeVisible();
	await expect(page.locator('summary').filter({ hasText: 'New task' })).toHaveCount(0);
});

test('a search lives in the address: over a reload, back, and until it is cleared @nojs', async ({
	pageOf
}) => {
	const company = await newCompany();
	const { organization, admin, member } = company;
	const [one, other] = await Promise.all([newProject(admin), newProject(admin)]);
	await newTask(admin, one, { title: 'Paint 100% of the fence', assignee_id: member.id });
	await newTask(admin, other, { title: 'Paint the gate', due_on: '2020-02-02' });
	await newTask(admin, other, { title: 'Order the paint', status: 'done' });
	const page = await pageOf(admin, organization);
	await open(page, at(company, '/tasks'));
	const rows = page.getByRole('row').filter({ has: page.getByRole('cell') });
	const search = page.getByRole('searchbox', { name: 'Search tasks' });
	const filters = page.getByRole('search');
	await expect(rows).toHaveCount(3);

	await search.fill('paint the');
	await apply(page);
	await expect(rows).toHaveCount(1);
	await expect(page).toHaveURL(/\/tasks\?q=paint\+the/);
	await page.reload();
	await ready(page);
	await expect(search).toHaveValue('paint the');
	await expect(rows).toHaveCount(1);

	// What means something to a database is text like any other.
	await search.fill('100% of');
	await apply(page);
	await expect(rows).toHaveCount(1);
	await expect(rows).toContainText('fence');
	await search.fill('t_e');
	await apply(page);
	await expect(page.getByText('No task matches')).toBeVisible();

	await page.getByRole('link', { name: 'Clear filters' }).first().click();
	await expect(rows).toHaveCount(3);
	await expect(search).toHaveValue('');
	await filters.getByLabel('Status').selectOption('Open');
	await apply(page);
	await expect(rows).toHaveCount(2);
	await filters.getByLabel('Project').selectOption(other.name);
	await apply(page);
	await expect(rows).toHaveCount(1);
	await expect(rows).toContainText('gate');
	await filters.getByLabel('Due date').selectOption('Before today');
	await apply(page);
	await filters.getByLabel('Assignee').selectOption('Nobody');
	await apply(page);
	await expect(page).toHaveURL(/assignee=none/);
	await expect(rows).toHaveCount(1);

	await rows.getByRole('link', { name: other.name }).click();
	await expect(page.getByRole('heading', { name: other.name, level: 1 })).toBeVisible();
	await page.goBack();
	await ready(page);
	await expect(filters.getByLabel('Assignee')).toHaveValue('none');
	await expect(filters.getByLabel('Project')).toHaveValue(other.id);
	await expect(rows).toHaveCount(1);

	// A change in the list leaves its search as it is.
	await choose(page, 'Assignee', 'Paint the gate', `Robin ${member.lastName}`);
	await expect(page.getByText('No task matches')).toBeVisible();
	await expect(filters.getByLabel('Project')).toHaveValue(other.id);
});

test('projects are searched by name and status', async ({ pageOf }) => {
	const company = await newCompany();
	const { organization, admin } = company;
	await newProject(admin, { name: 'Fence', status: 'paused' });
	await newProject(admin, { name: 'Fencing lessons' });
	const page = await pageOf(admin, organization);
	await open(page, at(company, '/projects?q=fence'));
	await expect(page.getByRole('link', { name: 'Fence' })).toBeVisible();
	await expect(page.getByRole('link', { name: 'Fencing lessons' })).toHaveCount(0);
	await page.getByRole('search').getByLabel('Status').selectOption('Active');
	await expect(page.getByText('No project matches')).toBeVisible();
	await page.getByRole('link', { name: 'Clear filters' }).first().click();
	await expect(page.getByRole('link', { name: 'Fencing lessons' })).toBeVisible();
});

test('more than fifty tasks come in pages, forward and back', async ({ pageOf }) => {
	const company = await newCompany();
	const { organization, admin } = company;
	const project = await newProject(admin);
	// Made in one statement they are all of the same moment, so the id has to keep them apart.
	const titles = Array.from(
		{ length: 120 },
		(_, number) => `Step ${String(number).padStart(3, '0')}`
	);
	const tasks = titles.map((title) => ({ title, project_id: project.id }));
	await admin.supabase.from('tasks').insert(tasks).throwOnError();

	const page = await pageOf(admin, organization);
	await open(page, at(company, '/tasks?q=step'));
	const shown = async (count: number) => {
		const cells = page.getByText(/^\s*Step \d{3}\s*$/);
		await expect(cells).toHaveCount(count);
		return (await cells.allInnerTexts()).map((text) => text.trim());
	};
	const older = page.getByRole('link', { name: 'Older' });
	const newer = page.getByRole('link', { name: 'Newer' });

	const first = await shown(50);
	await expect(newer).toHaveCount(0);
	await older.click();
	await expect(newer).toBeVisible();
	const second = await shown(50);
	await older.click();
	const third = await shown(20);
	await expect(older).toHaveCount(0);
	expect([...first, ...second, ...third].toSorted()).toEqual(titles);

	await newer.click();
	expect(await shown(50)).toEqual(second);
	await newer.click();
	await expect(newer).toHaveCount(0);
	expect(await shown(50)).toEqual(first);
	await expect(page.getByRole('searchbox')).toHaveValue('step');
});

test('a title of 200 characters is saved, one more is refused beside the field and kept @nojs', async ({
	pageOf
}) => {
	const company = await newCompany();
	const { organization, admin } = company;
	const project = await newProject(admin);
	const page = await pageOf(admin, organization);
	await open(page, at(company, '/tasks'));
	await unfold(page, 'New task');

	const title = page.getByLabel('Title');
	await title.evaluate((input: HTMLInputElement) => input.removeAttribute('maxlength'));
	const tooLong = `${'w'.repeat(150)} ${'i'.repeat(50)}`;
	await title.fill(tooLong);
	await page.getByRole('combobox', { name: 'Project' }).last().selectOption(project.name);
	await page.getByLabel('Priority').selectOption('Urgent');
	await page.getByRole('button', { name: 'Create task' }).click();
	await expect(page.getByText('Use at most 200 characters.')).toBeVisible();
	await expect(title).toHaveValue(tooLong);
	await expect(title).toHaveAccessibleDescription('Use at most 200 characters.');
	await expect(page.getByLabel('Priority')).toHaveValue('urgent');

	await title.fill(tooLong.slice(1));
	await page.getByRole('button', { name: 'Create task' }).click();
	await expect(page.getByText(tooLong.slice(1))).toBeVisible();
	// However long a word is, the page does not grow wider than the screen.
	await page.setViewportSize({ width: 390, height: 800 });
	const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
	expect(tooWide).toBeLessThanOrEqual(0);
});

test('a project’s name has its limit too', async ({ pageOf }) => {
	const company = await newCompany();
	const { organization, admin } = company;
	const page = await pageOf(admin, organization);
	await open(page, at(company, '/projects/new'));
	const name = page.getByLabel('Name');
	await name.evaluate((input: HTMLInputElement) => input.removeAttribute('maxlength'));
	await name.fill('n'.repeat(200));
	await page.getByLabel('Due date').fill('2030-01-31');
	await page.getByRole('button', { name: 'Create project' }).click();
	await expect(page.getByText('Use at most 120 characters.')).toBeVisible();
	await expect(name).toHaveValue('n'.repeat(200));
	await expect(page.getByLabel('Due date')).toHaveValue('2030-01-31');
	await name.fill('n'.repeat(120));
	await page.getByRole('button', { name: 'Create project' }).click();
	await expect(page.getByRole('heading', { name: 'n'.repeat(120), level: 1 })).toBeVisible();
});

test('a row keeps its columns when there is nothing to write in one', async ({ pageOf }) => {
	const company = await newCompany();
	const { organization, admin } = company;
	const project = await newProject(admin);
	await newTask(admin, project);
	const page = await pageOf(admin, organization);
	for (const path of ['/projects', '/tasks', '/members']) {
		await open(page, at(company, path));
		const columns = await page.getByRole('columnheader').count();
		const row = page.getByRole('row').filter({ has: page.getByRole('cell') });
		await expect(row.first().getByRole('cell')).toHaveCount(columns);
	}
});
