import { join, newOrganization, newPerson } from '../fixtures.ts';
import { newCompany, newPrivateProject, newProject, newTask } from '../policies/company.ts';
import type { Company } from '../policies/company.ts';
import { choose, expect, filterBy, open, ready, rowsOf, search, test, unfold } from './test.ts';

const at = ({ organization }: Pick<Company, 'organization'>, path: string) =>
	`/orgs/${organization.slug}${path}`;

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
	await expect(page.getByText('No project is open to you')).toBeVisible();
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
	const rows = rowsOf(page);
	const box = page.getByRole('searchbox', { name: 'Search tasks' });
	await expect(rows).toHaveCount(3);

	// Each word has to be the beginning of a word, in any order.
	await search(page, 'GAT pai');
	await expect(rows).toHaveCount(1);
	await expect(page).toHaveURL(/\/tasks\?q=GAT\+pai/);
	await page.reload();
	await ready(page);
	await expect(box).toHaveValue('GAT pai');
	await expect(rows).toHaveCount(1);
	await search(page, 'aint');
	await expect(page.getByText('No task matches “aint”')).toBeVisible();

	// What means something to a database is text like any other.
	await search(page, '100% of');
	await expect(rows).toHaveCount(1);
	await expect(rows).toContainText('fence');
	await search(page, 't_e');
	await expect(page.getByText('No task matches “t_e”')).toBeVisible();

	await page.getByRole('link', { name: 'Clear the search' }).click();
	await expect(rows).toHaveCount(3);
	await expect(box).toHaveValue('');
	await filterBy(page, 'Status', 'To do');
	await expect(rows).toHaveCount(2);
	await filterBy(page, 'Project', other.name);
	await expect(rows).toHaveCount(1);
	await expect(rows).toContainText('gate');
	await filterBy(page, 'Due', 'Late');
	await filterBy(page, 'Assignee', 'Nobody');
	await expect(page).toHaveURL(/assignee=none/);
	await expect(rows).toHaveCount(1);

	await rows.getByRole('link', { name: other.name }).click();
	await expect(page.getByRole('heading', { name: other.name, level: 1 })).toBeVisible();
	await page.goBack();
	await ready(page);
	const filters = page.getByRole('group', { name: 'Filters' });
	const isSo = async () => {
		await expect(filters).toContainText('Status: To do');
		await expect(filters).toContainText(`Project: ${other.name}`);
		await expect(filters).toContainText('Due: Late');
		await expect(filters).toContainText('Assignee: Nobody');
	};
	await isSo();
	await expect(rows).toHaveCount(1);

	// A change in the list leaves its search as it is.
	await choose(page, 'Assignee', 'Paint the gate', `Robin ${member.lastName}`);
	await expect(page.getByText('The filters leave no task')).toBeVisible();
	await isSo();
});

test('projects are searched by name and status @long', async ({ pageOf }) => {
	const company = await newCompany();
	const { organization, admin } = company;
	await newProject(admin, { name: 'Fence', status: 'paused' });
	await newProject(admin, { name: 'Fencing lessons' });
	const page = await pageOf(admin, organization);
	await open(page, at(company, '/projects?q=fence'));
	await expect(page.getByRole('link', { name: 'Fence' })).toBeVisible();
	await expect(page.getByRole('link', { name: 'Fencing lessons' })).toHaveCount(0);
	await filterBy(page, 'Status', 'Active');
	await expect(page.getByText('No project matches “fence”')).toBeVisible();
	await expect(page.getByText('It has to be a part of the name.')).toBeVisible();
	await page.getByRole('link', { name: 'Clear all' }).click();
	await expect(page.getByRole('link', { name: 'Fencing lessons' })).toBeVisible();
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
	await page.getByRole('combobox', { name: 'Project' }).selectOption(project.name);
	await page.getByRole('combobox', { name: 'Priority', exact: true }).selectOption('Urgent');
	await page.getByRole('button', { name: 'Create task' }).click();
	await expect(page.getByText('Use at most 200 characters.')).toBeVisible();
	await expect(title).toHaveValue(tooLong);
	await expect(title).toHaveAccessibleDescription('Use at most 200 characters.');
	await expect(page.getByRole('combobox', { name: 'Priority', exact: true })).toHaveValue('urgent');

	await title.fill(tooLong.slice(1));
	await page.getByRole('button', { name: 'Create task' }).click();
	await expect(page.getByText(tooLong.slice(1))).toBeVisible();
	// However long a word is, the page does not grow wider than the screen.
	await page.setViewportSize({ width: 390, height: 800 });
	const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
	expect(tooWide).toBeLessThanOrEqual(0);
});

test('a project’s name has its limit too @long', async ({ pageOf }) => {
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

test('a row keeps its columns when there is nothing to write in one @long', async ({ pageOf }) => {
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
