import type { Page } from '@playwright/test';
import { unique } from '../fixtures.ts';
import { newCompany, newProject, newTask } from '../policies/company.ts';
import { choose, expect, open, test } from './test.ts';

const words = 'A new version of Orgdeck is there';

/** From now on the server has a newer version than the open page. */
async function release(page: Page): Promise<void> {
	await page.route('**/_app/version.json', (route) =>
		route.fulfill({ json: { version: 'newer' } })
	);
}

/** Opens a page and lets a minute pass on it, after which it looks for a newer version. */
async function openOld(page: Page, path: string): Promise<void> {
	await page.clock.install();
	await open(page, path);
	await release(page);
}

test('a new version is offered, and whoever is typing goes on and saves', async ({ pageOf }) => {
	const { organization, admin } = await newCompany();
	const page = await pageOf(admin, organization);
	const path = `/orgs/${organization.slug}/projects/new`;
	await openOld(page, path);
	const name = `Typed before ${unique()}`;
	await page.getByLabel('Name').fill(name);
	await expect(page.getByText(words)).toHaveCount(0);

	await page.clock.fastForward(60_000);
	await expect(page.getByRole('status').getByText(words)).toBeVisible();
	await expect(page.getByLabel('Name')).toBeFocused();
	await expect(page.getByLabel('Name')).toHaveValue(name);
	await expect(page).toHaveURL(path);

	await page.getByRole('button', { name: 'Create project' }).click();
	await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
	const { data: projects } = await admin.supabase.from('projects').select('name').throwOnError();
	expect(projects).toEqual([{ name }]);
});

test('a row of an old page is saved @long', async ({ pageOf }) => {
	const { organization, admin } = await newCompany();
	const task = await newTask(admin, await newProject(admin));
	const page = await pageOf(admin, organization);
	await openOld(page, `/orgs/${organization.slug}/tasks`);
	await page.clock.fastForward(60_000);
	await expect(page.getByText(words)).toBeVisible();

	await choose(page, 'Status', task.title, 'Blocked');
	const { data: saved } = await admin.supabase.from('tasks').select('status').throwOnError();
	expect(saved).toEqual([{ status: 'blocked' }]);
	await page.getByRole('button', { name: 'Later' }).click();
	await expect(page.getByText(words)).toHaveCount(0);
	await expect(page.getByLabel(`Status of ${task.title}`)).toHaveValue('blocked');
});

test('a reload brings the new version, and what was typed @long', async ({ pageOf }) => {
	const { organization, admin } = await newCompany();
	const page = await pageOf(admin, organization);
	await openOld(page, `/orgs/${organization.slug}/projects/new`);
	const name = `Typed before ${unique()}`;
	await page.getByLabel('Name').fill(name);
	await page.getByLabel('Who can see it').selectOption('private');
	// As when somebody comes back to the tab.
	await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));

	const loaded = page.waitForEvent('load');
	await page.getByRole('button', { name: 'Reload' }).click();
	await loaded;
	await expect(page.getByText('What you typed is back')).toBeVisible();
	await expect(page.getByLabel('Name')).toHaveValue(name);
	await expect(page.getByLabel('Who can see it')).toHaveValue('private');
	await page.getByRole('button', { name: 'Create project' }).click();
	await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
});

test('what was saved before a reload is not taken for unsaved @long', async ({ pageOf }) => {
	const { organization, admin } = await newCompany();
	const project = await newProject(admin);
	const page = await pageOf(admin, organization);
	await openOld(page, `/orgs/${organization.slug}/projects/${project.id}`);
	const title = page.getByLabel('Title of a new task');
	await title.fill('Saved before');
	await title.press('Enter');
	await expect(page.getByRole('row', { name: 'Saved before' })).toBeVisible();
	await page.clock.fastForward(60_000);
	const loaded = page.waitForEvent('load');
	await page.getByRole('button', { name: 'Reload' }).click();
	await loaded;
	await expect(page.getByRole('row', { name: 'Saved before' })).toBeVisible();
	await expect(page.getByText('What you typed is back')).toHaveCount(0);
});

test('a link on an old page leads on, though its scripts are gone', async ({ pageOf }) => {
	const { organization, admin } = await newCompany();
	const { name } = await newProject(admin);
	const page = await pageOf(admin, organization);
	await open(page, `/orgs/${organization.slug}`);

	let isOld = true;
	let gone = 0;
	page.on('request', (request) => (isOld &&= !request.isNavigationRequest()));
	await page.route('**/_app/immutable/**', async (route) => {
		if (!isOld) return route.continue();
		gone++;
		await route.fulfill({ status: 404 });
	});
	await release(page);
	await page
		.getByRole('navigation', { name: 'Sections' })
		.getByRole('link', { name: 'Projects' })
		.click();
	await expect(page.getByRole('link', { name })).toBeVisible();
	await expect(page).toHaveURL(`/orgs/${organization.slug}/projects`);
	await expect(page.getByRole('heading', { name: 'Projects', level: 1 })).toBeVisible();
	expect(isOld).toBe(false);
	expect(gone).toBeGreaterThan(0);
});
