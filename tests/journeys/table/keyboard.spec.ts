import type { Page } from '@playwright/test';
import { newCompany, newProject, newTask } from '../../policies/company.ts';
import { expect, expectTitles, open, test } from '../test.ts';

const phone = { width: 390, height: 844 };

async function companyWithTasks() {
	const company = await newCompany();
	const project = await newProject(company.admin, { name: 'Orchard' });
	await newTask(company.admin, project, { title: 'Apple', due_on: '2031-02-01' });
	await newTask(company.admin, project, { title: 'Banana', status: 'blocked' });
	await newTask(company.admin, project, { title: 'Apricot', due_on: '2031-01-01' });
	return { ...company, path: `/orgs/${company.organization.slug}/tasks` };
}

/** Presses Tab until the focus is on what is called so. */
async function tabTo(page: Page, name: RegExp, key = 'Tab'): Promise<void> {
	for (let presses = 0; presses < 60; presses++) {
		await page.keyboard.press(key);
		const focused = await page.evaluate(() => {
			const element = document.activeElement;
			if (!element || element === document.body) return '';
			const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
			const words = [element.getAttribute('aria-label'), element.textContent];
			return [...words, ...labels.map((label) => label.textContent)]
				.join(' ')
				.replaceAll(/\s+/g, ' ')
				.trim();
		});
		if (name.test(focused)) return;
	}
	throw new Error(`Sixty times ${key} did not lead to ${name}.`);
}

test('search, filter, sort, open, edit and close without a mouse', async ({ pageOf }) => {
	const { organization, admin, path } = await companyWithTasks();
	const page = await pageOf(admin, organization);
	await open(page, path);

	await page.keyboard.press('/');
	await expect(page.getByRole('searchbox')).toBeFocused();
	await page.keyboard.type('ap');
	await expectTitles(page, ['Apricot', 'Apple']);
	await expect(page.getByRole('searchbox')).toBeFocused();
	// A slash that is typed is a slash.
	await page.keyboard.type('/');
	await expect(page.getByRole('searchbox')).toHaveValue('ap/');
	await page.keyboard.press('Backspace');

	await tabTo(page, /^Filter by ?Status/);
	await page.keyboard.press('Enter');
	await tabTo(page, /^(on )?To do/);
	await page.keyboard.press('Space');
	await expect(page).toHaveURL(/status=todo/);
	// It stays open and keeps the focus, for a second choice.
	await expect(page.getByRole('checkbox', { name: 'To do' })).toBeFocused();
	await page.keyboard.press('Escape');
	await expect(page.locator('summary:focus')).toContainText('To do');

	await tabTo(page, /^Task/);
	await page.keyboard.press('Enter');
	await expectTitles(page, ['Apple', 'Apricot']);
	await expect(page.getByRole('columnheader', { name: 'Task' })).toHaveAttribute(
		'aria-sort',
		'ascending'
	);
	await expect(page.locator('th a:focus')).toContainText('Task');

	await tabTo(page, /^Apricot/);
	await page.keyboard.press('Enter');
	const sheet = page.getByRole('dialog');
	await expect(sheet.getByRole('heading', { level: 1 })).toBeFocused();
	await tabTo(page, /^Edit/);
	await page.keyboard.press('Enter');
	await expect(sheet.getByLabel('Title')).toBeFocused();
	await page.keyboard.press('Control+A');
	await page.keyboard.type('Apricot jam');
	await page.keyboard.press('Enter');
	await expect(sheet.getByRole('heading', { name: 'Apricot jam' })).toBeFocused();
	await page.keyboard.press('Escape');
	await expect(page.getByRole('link', { name: 'Apricot jam' })).toBeFocused();
	await expect(page).toHaveURL(/q=ap&status=todo&sort=title/);
});

test('the keyboard does not leave an open task for what lies under it @long', async ({
	pageOf
}) => {
	const { organization, admin, path } = await companyWithTasks();
	const page = await pageOf(admin, organization);
	await open(page, path);
	await page.getByRole('link', { name: 'Banana' }).click();
	await expect(page.getByRole('dialog')).toBeVisible();
	for (let presses = 0; presses < 20; presses++) {
		await page.keyboard.press('Tab');
		const isInside = await page.evaluate(() => {
			const { activeElement } = document;
			return activeElement === document.body || activeElement?.closest('[role="dialog"]') !== null;
		});
		expect(isInside, `after ${presses + 1} times Tab`).toBe(true);
	}
});

test('rows are picked and a task is put away with the keyboard @long', async ({ pageOf }) => {
	const { organization, admin, path } = await companyWithTasks();
	const page = await pageOf(admin, organization);
	await open(page, `${path}?sort=title`);
	await page.getByRole('checkbox', { name: 'Select all on this page' }).focus();
	await page.keyboard.press('Space');
	await expect(page.getByRole('group', { name: 'Selected tasks' })).toContainText('3 selected');
	await page.keyboard.press('Space');
	await expect(page.getByRole('group', { name: 'Selected tasks' })).toHaveCount(0);
	await page.getByRole('button', { name: 'More for Banana' }).focus();
	await page.keyboard.press('Enter');
	await page.keyboard.press('Tab');
	await expect(page.getByRole('button', { name: 'Archive' })).toBeFocused();
	await page.keyboard.press('Enter');
	await expectTitles(page, ['Apple', 'Apricot']);
});

test('on a phone a list is searched, filtered, sorted, opened and edited, and fits @long', async ({
	pageOf
}) => {
	const { organization, admin, path } = await companyWithTasks();
	const page = await pageOf(admin, organization);
	await page.setViewportSize(phone);
	await open(page, path);
	const fits = async (where: string) => {
		const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
		expect(tooWide, where).toBeLessThanOrEqual(0);
	};
	await fits('the list');
	await page.getByRole('searchbox').fill('ap');
	await expectTitles(page, ['Apricot', 'Apple']);

	// Filters that are not used stand in one menu, and open at the bottom of the screen.
	const filters = page.getByRole('group', { name: 'Filters' });
	await page
		.locator('summary')
		.filter({ hasText: /Filters/ })
		.click();
	await filters.getByRole('link', { name: 'Due', exact: true }).click();
	const form = page.getByRole('form', { name: 'Due' });
	await expect(form).toBeInViewport();
	await fits('a filter');
	await form.getByLabel('From').fill('2031-01-15');
	await expectTitles(page, ['Apple']);
	await page.getByRole('heading', { name: 'Tasks' }).click();
	await expect(form).toBeHidden();
	await page.getByRole('link', { name: 'Remove filter Due' }).click();
	await expectTitles(page, ['Apricot', 'Apple']);

	await page.locator('summary').filter({ hasText: 'Display' }).click();
	await page
		.getByRole('form', { name: 'Display' })
		.getByLabel('Order')
		.selectOption('Task: A to Z');
	await expectTitles(page, ['Apple', 'Apricot']);
	await fits('how it looks');
	await page.getByRole('heading', { name: 'Tasks' }).click();

	await page.getByLabel('Priority of Apple').selectOption('Urgent');
	await expect(page.getByText('Saved.')).toBeVisible();
	await page.getByRole('link', { name: 'Apple' }).click();
	const sheet = page.getByRole('dialog');
	await expect(sheet.getByRole('heading', { name: 'Apple' })).toBeInViewport();
	await fits('a task');
	await sheet.getByRole('link', { name: 'Edit' }).click();
	await sheet.getByRole('textbox', { name: 'Description' }).fill('w'.repeat(300));
	await fits('a task that is edited');
	await sheet.getByRole('button', { name: 'Save changes' }).click();
	await expect(sheet.getByRole('region', { name: 'Description' })).toContainText('www');
	await fits('a task with a long word');
	await sheet.getByRole('link', { name: 'Close' }).click();
	await expect(sheet).toHaveCount(0);
	await expectTitles(page, ['Apple', 'Apricot']);
});

test('a filter of the menu is opened in place and takes the focus @long', async ({ pageOf }) => {
	const { organization, admin, path } = await companyWithTasks();
	const page = await pageOf(admin, organization);
	await open(page, path);
	await page.locator('summary').filter({ hasText: 'More filters' }).click();
	await page.getByRole('link', { name: 'Estimate' }).click();
	const form = page.getByRole('form', { name: 'Estimate' });
	await expect(form.getByLabel('At least')).toBeFocused();
	await page.keyboard.type('3');
	await expect(page.getByText('The filters leave no task')).toBeVisible();
	await expect(form.getByLabel('At least')).toBeFocused();
	await expect(form).toBeVisible();
});
