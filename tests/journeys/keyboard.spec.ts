import type { Page } from '@playwright/test';
import { join, newOrganization } from '../fixtures.ts';
import { newCompany, newProject } from '../policies/company.ts';
import { expect, open, ready, test } from './test.ts';

/** Presses Tab, around the whole page if need be, until the focus is on what has these words. */
async function tabTo(page: Page, words: string): Promise<void> {
	for (let presses = 0; presses < 40; presses++) {
		await page.keyboard.press('Tab');
		const label = await page.evaluate(() => {
			const { activeElement: focused, body } = document;
			if (!focused || focused === body) return '';
			return `${focused.getAttribute('aria-label')} ${focused.textContent}`;
		});
		if (label.includes(words)) return;
	}
	throw new Error(`Forty times Tab did not lead to “${words}”.`);
}

test('the first Tab leads past the navigation', async ({ pageOf }) => {
	const { organization, admin } = await newCompany();
	await newProject(admin, { name: 'First of all' });
	const page = await pageOf(admin, organization);
	await open(page, `/orgs/${organization.slug}/projects`);

	await page.keyboard.press('Tab');
	const skip = page.getByRole('link', { name: 'Skip to content' });
	await expect(skip).toBeFocused();
	await expect(skip).toBeInViewport();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('main')).toBeFocused();
	await page.keyboard.press('Tab');
	await expect(page.getByRole('link', { name: 'New project' })).toBeFocused();
	await expect(skip).not.toBeInViewport();
});

test('a menu that was opened before the page came to life stays open @long', async ({ pageOf }) => {
	const { organization, member } = await newCompany();
	const page = await pageOf(member, organization);
	let letScriptsThrough = () => {};
	const opened = new Promise<void>((resume) => (letScriptsThrough = resume));
	await page.route('**/_app/immutable/**/*.js', async (route) => {
		await opened;
		await route.continue();
	});
	await page.goto(`/orgs/${organization.slug}/projects`, { waitUntil: 'commit' });
	await page.locator('summary').filter({ hasText: 'your menu' }).click();
	const signOut = page.getByRole('button', { name: 'Sign out', exact: true });
	await expect(signOut).toBeVisible();
	letScriptsThrough();
	await ready(page);
	await expect(signOut).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(signOut).toBeHidden();
});

test('menus open, move, close and lead on from the keyboard', async ({ pageOf }) => {
	const { organization, member } = await newCompany();
	const other = await newOrganization();
	await join(member, other);
	const page = await pageOf(member, organization);
	await open(page, `/orgs/${organization.slug}/tasks`);
	const links = page.getByRole('list', { name: 'Organizations' });

	await test.step('the switcher', async () => {
		await tabTo(page, 'switch organization');
		await page.keyboard.press('Enter');
		await expect(links).toBeVisible();
		await page.keyboard.press('Escape');
		await expect(links).toBeHidden();
		await expect(page.locator('summary:focus')).toContainText('switch organization');

		await page.keyboard.press('Space');
		await page.keyboard.press('ArrowDown');
		await expect(links.getByRole('link').first()).toBeFocused();
		while (!(await links.getByRole('link', { name: other.name }).evaluate(isFocused))) {
			await page.keyboard.press('ArrowDown');
		}
		await page.keyboard.press('Enter');
		await expect(page).toHaveURL(`/orgs/${other.slug}/tasks`);
		await expect(links).toBeHidden();
	});

	await test.step('the person’s menu', async () => {
		await tabTo(page, 'your menu');
		await page.keyboard.press('Enter');
		const theme = page.getByRole('group', { name: 'Theme' });
		await expect(theme).toBeVisible();
		await tabTo(page, 'Dark');
		await page.keyboard.press('Enter');
		await expect(theme.getByRole('button', { name: 'Dark' })).toHaveAttribute(
			'aria-pressed',
			'true'
		);
		await expect(page.locator('html')).toHaveClass(/dark/);
		await tabTo(page, 'Sign out');
		await page.keyboard.press('Enter');
		await expect(page.getByRole('link', { name: 'Create an account' })).toBeVisible();
	});
});

test('a task is created and changed without a mouse', async ({ pageOf }) => {
	const { organization, admin } = await newCompany();
	const project = await newProject(admin, { name: 'Quay' });
	const page = await pageOf(admin, organization);
	await open(page, `/orgs/${organization.slug}/tasks`);

	await tabTo(page, 'New task');
	await page.keyboard.press('Enter');
	await page.keyboard.press('Tab');
	await expect(page.getByLabel('Title')).toBeFocused();
	await page.keyboard.type('Moor the boat');
	await page.keyboard.press('Tab');
	// A select takes the letters a choice begins with.
	await page.keyboard.type(project.name);
	await page.keyboard.press('Tab');
	await page.keyboard.press('Tab');
	await page.keyboard.type('Urg');
	await tabTo(page, 'Create task');
	await page.keyboard.press('Enter');

	const row = page.getByRole('row', { name: 'Moor the boat' });
	await expect(page.getByLabel('Priority of Moor the boat')).toHaveValue('urgent');
	await expect(row).toContainText('Quay');
	// Ready for the next one.
	await expect(page.getByLabel('Title')).toBeFocused();
	await expect(page.getByLabel('Title')).toHaveValue('');

	await tabTo(page, 'Status of Moor the boat');
	for (const value of ['in_progress', 'blocked']) {
		const saved = page.waitForResponse((response) => response.request().method() === 'POST');
		const read = page.waitForResponse(/__data\.json/);
		await page.keyboard.press('ArrowDown');
		await Promise.all([saved, read]);
		await expect(page.getByLabel('Status of Moor the boat')).toHaveValue(value);
	}
	// Saving leaves the focus where it was.
	await page.keyboard.press('Tab');
	await expect(page.getByLabel('Assignee of Moor the boat')).toBeFocused();
});

test('after a navigation the focus is on the new page, and its name is in the tab @long', async ({
	pageOf
}) => {
	const { organization, member } = await newCompany();
	const page = await pageOf(member, organization);
	await open(page, `/orgs/${organization.slug}`);
	await expect(page).toHaveTitle(`Overview · ${organization.name} · Orgdeck`);

	for (const section of ['Projects', 'Tasks', 'Members', 'Overview']) {
		await tabTo(page, section);
		await page.keyboard.press('Enter');
		await expect(page.getByRole('heading', { name: section, level: 1 })).toBeFocused();
		await expect(page).toHaveTitle(`${section} · ${organization.name} · Orgdeck`);
		await expect(
			page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: section })
		).toHaveAttribute('aria-current', 'page');
	}
});

test('what is wrong with a form takes the focus', async ({ pageOf }) => {
	const { organization, admin } = await newCompany();
	const page = await pageOf(admin, organization);
	await open(page, `/orgs/${organization.slug}/projects/new`);
	await page.getByLabel('Name').fill('   ');
	await page.getByLabel('Due date').focus();
	await page.keyboard.press('Enter');
	await expect(page.getByLabel('Name')).toBeFocused();
	await expect(page.getByLabel('Name')).toHaveAttribute('aria-invalid', 'true');
	await expect(page.getByText('Give the project a name.')).toBeVisible();
});

const isFocused = (element: Element) => element === document.activeElement;
