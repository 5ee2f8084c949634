import type { Page } from '@playwright/test';
import { newOrganization } from '../fixtures.ts';
import type { Organization, Person } from '../fixtures.ts';
import { newCompany, newProject, newSpeaker, newTask } from '../policies/company.ts';
import { impersonationOf } from './people/people.ts';
import { expect, open, post, test } from './test.ts';

test('whoever acts in somebody else’s name is told why nothing can be changed @nojs', async ({
	pageOf,
	browser
}) => {
	const company = await newCompany();
	const { organization, admin } = company;
	const project = await newProject(admin);
	const task = await newTask(admin, project);
	const context = await browser.newContext();
	const page = await context.newPage();
	await impersonate(page, admin, organization);

	await open(page, `/orgs/${organization.slug}/tasks`);
	await expect(page.getByText('support@workos.test is looking at')).toBeVisible();
	for (const field of ['Status', 'Assignee', 'Priority', 'Due date']) {
		await expect(page.getByLabel(`${field} of ${task.title}`)).toBeDisabled();
	}
	await expect(page.getByRole('checkbox', { name: `Select ${task.title}` })).toHaveCount(0);
	await page.getByRole('button', { name: `More for ${task.title}` }).click();
	await expect(page.getByText('Nothing can be changed in somebody else’s name.')).toBeVisible();
	await open(page, `/orgs/${organization.slug}/tasks/${task.id}?edit=task`);
	await expect(page.getByRole('dialog')).toContainText(task.title);
	await expect(page.getByRole('button', { name: 'Save changes' })).toHaveCount(0);
	const { id, updated_at: seen } = task;
	const tasks = `/orgs/${organization.slug}/tasks`;
	for (const [action, form] of [
		['changeTask', { id, seen, status: 'done', 'was.status': 'todo' }],
		['changeTasks', { field: 'status', value: 'done', row: id }],
		['moveTask', { id, seen, to: 'archived' }],
		['deleteTask', { id, seen }]
	] as [string, Record<string, string>][]) {
		expect((await post(page, `${tasks}?/${action}`, form)).status(), action).toBe(403);
	}

	// The control: the same form from the admin themselves is saved.
	const path = `/orgs/${organization.slug}/tasks?/createTask`;
	const form = { title: 'Written by hand', project_id: project.id };
	expect((await post(page, path, form)).status()).toBe(403);
	const adas = await pageOf(admin, organization);
	await open(adas, `/orgs/${organization.slug}/tasks`);
	expect((await post(adas, path, form)).ok()).toBe(true);
	await context.close();
});

test('whoever acts in somebody else’s name cannot sign them out, and is not told what to do first @nojs', async ({
	pageOf,
	browser
}) => {
	const organization = await newOrganization();
	const admin = await newSpeaker(organization, 'admin');
	const adas = await pageOf(admin, organization);
	await open(adas, `/orgs/${organization.slug}`);
	await expect(adas.getByRole('region', { name: 'First steps' })).toBeVisible();

	const context = await browser.newContext();
	const page = await context.newPage();
	await impersonate(page, admin, organization);
	await open(page, `/orgs/${organization.slug}`);
	await expect(page.getByText('support@workos.test is looking at')).toBeVisible();
	await expect(page.getByRole('region', { name: 'First steps' })).toHaveCount(0);
	expect((await post(page, `/orgs/${organization.slug}?/hideFirstSteps`, {})).status()).toBe(403);
	await page.goto('/sign-out/everywhere');
	await page.getByRole('button', { name: 'Sign out everywhere' }).click();
	await expect(page.getByRole('alert')).toContainText('Only the person whose sessions they are');

	await open(adas, `/orgs/${organization.slug}`);
	await expect(adas.getByRole('region', { name: 'First steps' })).toBeVisible();
	await context.close();
});

/** Signs in as WorkOS' dashboard does for somebody who acts in this person's name. */
async function impersonate(page: Page, person: Person, organization: Organization): Promise<void> {
	const start = await page.request.get('/sign-in', { maxRedirects: 0 });
	const location = await impersonationOf(person, organization, start.headers().location ?? '');
	await page.goto(location);
}
