import type { Page } from '@playwright/test';
import { join, newOrganization } from '../../fixtures.ts';
import { newCompany, newProject, newTask } from '../../policies/company.ts';
import type { Company } from '../../policies/company.ts';
import { apply, expect, hasScript, open, test, unfold } from '../test.ts';

const tasksOf = ({ organization }: Pick<Company, 'organization'>) =>
	`/orgs/${organization.slug}/tasks`;
const heads = (page: Page) => page.getByRole('columnheader').filter({ hasText: /\w/ });
/** What stands above the rows, without the last one. */
const shows = (page: Page, ...columns: string[]) =>
	expect(heads(page)).toHaveText([...columns, 'Actions']);

async function display(page: Page) {
	const form = page.getByRole('form', { name: 'Display' });
	if (!(await form.isVisible())) await unfold(page, 'Display');
	return form;
}

async function companyWithTask() {
	const company = await newCompany();
	const project = await newProject(company.admin);
	await newTask(company.admin, project, { title: 'Apple' });
	await newTask(company.admin, project, { title: 'Banana' });
	return company;
}

test('columns are shown, hidden and put in another order, in the address @nojs', async ({
	pageOf
}) => {
	const company = await companyWithTask();
	const page = await pageOf(company.admin, company.organization);
	await open(page, tasksOf(company));
	await shows(page, 'Task', 'Status', 'Assignee', 'Priority', 'Due');

	const form = await display(page);
	await form.getByLabel('Estimate').check();
	if (hasScript()) await shows(page, 'Task', 'Status', 'Assignee', 'Priority', 'Due', 'Estimate');
	await form.getByLabel('Assignee', { exact: true }).uncheck();
	await apply(form);
	await shows(page, 'Task', 'Status', 'Priority', 'Due', 'Estimate');
	await display(page);
	await form.getByRole('link', { name: 'Move Estimate to the left' }).click();
	await shows(page, 'Task', 'Status', 'Priority', 'Estimate', 'Due');
	await display(page);
	await form.getByRole('link', { name: 'Move Status to the right' }).click();
	await shows(page, 'Task', 'Priority', 'Status', 'Estimate', 'Due');
	await page.reload();
	await shows(page, 'Task', 'Priority', 'Status', 'Estimate', 'Due');

	await display(page);
	for (const label of ['Priority', 'Status', 'Estimate', 'Due']) {
		await form.getByLabel(label, { exact: true }).uncheck();
		if (hasScript()) await expect(heads(page).filter({ hasText: label })).toHaveCount(0);
	}
	await apply(form);
	// The first one is always shown: it says which row it is.
	await shows(page, 'Task');
});

test('rows on a page, order and density are chosen @nojs', async ({ pageOf }) => {
	const company = await companyWithTask();
	const page = await pageOf(company.admin, company.organization);
	await open(page, tasksOf(company));
	const height = async () => (await page.getByRole('row').last().boundingBox())!.height;
	const normal = await height();
	const form = await display(page);
	await form.getByLabel('Rows on a page').selectOption('100');
	if (hasScript()) await expect(page).toHaveURL(/size=100/);
	await form.getByLabel('Density').selectOption('Compact');
	if (hasScript()) await expect(page).toHaveURL(/density=compact/);
	await form.getByLabel('Order').selectOption('Task: Z to A');
	await apply(form);
	await expect(page).toHaveURL(/sort=-title/);
	await expect(page).toHaveURL(/size=100/);
	await expect(page.locator('[data-task]')).toHaveText(['Banana', 'Apple']);
	expect(await height()).toBeLessThan(normal);
});

test('a column is made wider with the mouse and with the keyboard', async ({ pageOf }) => {
	const company = await companyWithTask();
	const page = await pageOf(company.admin, company.organization);
	await open(page, tasksOf(company));
	const head = page.getByRole('columnheader', { name: 'Status' });
	const width = async () => Math.round((await head.boundingBox())!.width);
	const before = await width();
	const edge = page.getByRole('separator', { name: 'Width of Status' });
	const box = (await edge.boundingBox())!;
	await page.mouse.move(box.x + box.width / 2, box.y + 5);
	await page.mouse.down();
	await page.mouse.move(box.x + box.width / 2 + 60, box.y + 5, { steps: 4 });
	// It follows the pointer, before the address says anything.
	expect(await width()).toBe(before + 60);
	await page.mouse.up();
	await expect(page).toHaveURL(new RegExp(`width.status=${before + 60}`));
	await page.reload();
	expect(await width()).toBe(before + 60);

	await edge.focus();
	for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowRight']) {
		const url = page.url();
		await page.keyboard.press(key);
		await expect(page).not.toHaveURL(url);
	}
	expect(await width()).toBe(before + 44);
	await expect(edge).toBeFocused();
	await expect(edge).toHaveAttribute('aria-valuenow', String(before + 44));
	// The address alone says how wide it is.
	await page
		.getByRole('navigation', { name: 'Places' })
		.getByRole('link', { name: 'Active' })
		.click();
	await expect(page).toHaveURL(tasksOf(company));
	expect(await width()).toBe(before);
});

test('somebody’s own defaults are there in a new browser, for them and here alone @nojs', async ({
	pageOf
}) => {
	const company = await companyWithTask();
	const { organization, admin, member } = company;
	const elsewhere = await newOrganization();
	await join(member, elsewhere, 'admin');

	const page = await pageOf(member, organization);
	await open(page, `${tasksOf(company)}?sort=title&columns=title&columns=due&status=todo`);
	await display(page);
	await page.getByRole('button', { name: 'Save as my default' }).click();
	await expect(page.getByText('This is how you will find the list.')).toBeVisible();

	const again = await pageOf(member, organization);
	await open(again, tasksOf(company));
	await shows(again, 'Task', 'Due');
	await expect(again.locator('[data-task]')).toHaveText(['Apple', 'Banana']);
	// How it looks, and never what it leaves out.
	await expect(again.getByRole('link', { name: 'Remove filter Status' })).toHaveCount(0);
	// The address has the last word.
	await open(again, `${tasksOf(company)}?sort=-title`);
	await expect(again.locator('[data-task]')).toHaveText(['Banana', 'Apple']);
	await shows(again, 'Task', 'Due');

	await test.step('what is saved again keeps what the address does not say', async () => {
		await open(again, `${tasksOf(company)}?density=compact`);
		await display(again);
		await again.getByRole('button', { name: 'Save as my default' }).click();
		await expect(again.getByText('This is how you will find the list.')).toBeVisible();
		await open(again, tasksOf(company));
		await shows(again, 'Task', 'Due');
	});

	const others = await pageOf(admin, organization);
	await open(others, tasksOf(company));
	await shows(others, 'Task', 'Status', 'Assignee', 'Priority', 'Due');
	await open(again, `/orgs/${elsewhere.slug}/tasks`);
	await expect(again.getByText('No tasks yet')).toBeVisible();
	await display(again);
	await expect(
		again.getByRole('form', { name: 'Display' }).getByLabel('Status', { exact: true })
	).toBeChecked();
	await expect(again.getByRole('button', { name: 'Forget it' })).toHaveCount(0);

	await open(again, tasksOf(company));
	await display(again);
	await again.getByRole('button', { name: 'Forget it' }).click();
	await expect(again.getByText('The list is as it comes again.')).toBeVisible();
	await shows(again, 'Task', 'Status', 'Assignee', 'Priority', 'Due');
	await open(page, tasksOf(company));
	await shows(page, 'Task', 'Status', 'Assignee', 'Priority', 'Due');
});

test('projects and members have looks of their own @nojs', async ({ pageOf }) => {
	const company = await companyWithTask();
	const page = await pageOf(company.member, company.organization);
	for (const [list, column] of [
		['projects', 'Lead'],
		['members', 'Role']
	]) {
		await open(page, `/orgs/${company.organization.slug}/${list}`);
		const form = await display(page);
		await form.getByLabel(column!, { exact: true }).uncheck();
		await apply(form);
		await expect(heads(page).filter({ hasText: column })).toHaveCount(0);
		await display(page);
		await page.getByRole('button', { name: 'Save as my default' }).click();
		await expect(page.getByText('This is how you will find the list.')).toBeVisible();
		await open(page, `/orgs/${company.organization.slug}/${list}`);
		await expect(heads(page).filter({ hasText: column })).toHaveCount(0);
	}
	await open(page, tasksOf(company));
	await shows(page, 'Task', 'Status', 'Assignee', 'Priority', 'Due');
});
