import { newCompany, newProject, newTask } from '../policies/company.ts';
import { expect, open, test } from './test.ts';

test('a page that takes its time shows the shape of what is on its way', async ({
	pageOf,
	data
}) => {
	const { organization, admin } = await newCompany();
	await newProject(admin);
	const page = await pageOf(admin, organization);
	await open(page, `/orgs/${organization.slug}`);
	const shape = page.locator('[data-part="row"]');

	const answers = data.hold('/rest/v1/');
	await page.getByRole('link', { name: 'Projects' }).click();
	await expect(shape.first()).toBeVisible();
	// What is only a shape is not there for who does not see it.
	await expect(page.getByRole('heading', { name: 'Projects' })).toHaveCount(0);
	await answers.release();
	await expect(page.getByRole('heading', { name: 'Projects' })).toBeVisible();
	await expect(shape).toHaveCount(0);
});

test('a task that takes its time opens its shape over the list, which stays', async ({
	pageOf,
	data
}) => {
	const { organization, admin } = await newCompany();
	const task = await newTask(admin, await newProject(admin));
	const page = await pageOf(admin, organization);
	await open(page, `/orgs/${organization.slug}/tasks`);
	const answers = data.hold('/rest/v1/');
	await page.getByRole('link', { name: task.title }).click();
	await expect(page.locator('[data-part="sheet"]')).toBeVisible();
	await expect(page.locator('[data-part="row"]')).toHaveCount(0);
	await expect(page.getByRole('link', { name: task.title })).toBeVisible();
	await answers.release();
	await expect(page.getByRole('dialog', { name: task.title })).toBeVisible();
	await expect(page.locator('[data-part="sheet"]')).toHaveCount(0);
});
