import type { Page } from '@playwright/test';
import { newCompany, newProject, newTask } from '../policies/company.ts';
import { choose, expect, open, ready, rowsOf, test, unfold } from './test.ts';

/** Collects what the content security policy refuses on this page, in every document it opens. */
async function refusalsOn(page: Page): Promise<string[]> {
	const refusals: string[] = [];
	await page.exposeFunction('refused', (what: string) => refusals.push(what));
	await page.addInitScript(() => {
		document.addEventListener('securitypolicyviolation', (violation) => {
			const { effectiveDirective, blockedURI, sourceFile, lineNumber, sample } = violation;
			const where = `${location.pathname} ${sourceFile}:${lineNumber} ${sample}`;
			(window as unknown as { refused(what: string): void }).refused(
				`${effectiveDirective} ${blockedURI} at ${where}`
			);
		});
	});
	page.on('console', (message) => {
		const text = message.text();
		if (/content security policy|trusted ?type/i.test(text)) refusals.push(text);
	});
	page.on('pageerror', (error) => refusals.push(String(error)));
	return refusals;
}

test('nothing that the app does itself is refused by its own policy', async ({ page }) => {
	const { organization, admin, member } = await newCompany();
	const project = await newProject(admin);
	const task = await newTask(admin, project, { description: 'A **bold** [link](https://a.test)' });
	const refusals = await refusalsOn(page);
	const here = `/orgs/${organization.slug}`;

	await test.step('signing in', async () => {
		await page.goto(`/sign-in?returnTo=${here}`);
		await page.getByLabel('Email').fill(admin.email);
		await page.getByRole('button', { name: 'Continue' }).click();
		await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
		await ready(page);
	});

	for (const path of [
		...['/', '/orgs', '/account', '/sign-out/everywhere', '/invite', '/goodbye', '/nothing'],
		...[here, `${here}/projects`, `${here}/projects/new`, `${here}/projects/${project.id}`],
		...[`${here}/projects/${project.id}/edit`, `${here}/tasks?width.title=300&width.status=120`],
		...[`${here}/tasks/${task.id}`, `${here}/members`, `${here}/members/${member.id}`],
		...[`${here}/members/invitations`, `${here}/sign-in`, `${here}/export`, `${here}/nothing`],
		...['/orgs/not-there']
	]) {
		await test.step(`opening ${path}`, async () => {
			await open(page, path);
			await expect(page.locator('h1').last()).toBeVisible();
		});
	}

	await test.step('going from page to page, changing a row, dragging a column', async () => {
		await open(page, `${here}/tasks`);
		const row = rowsOf(page).first();
		await choose(page, 'Status', task.title, 'In progress');
		await expect(page.locator('[data-sonner-toast]').first()).toBeVisible();
		await row.getByRole('link', { name: task.title }).click();
		await expect(page.getByRole('heading', { name: task.title })).toBeVisible();
		await open(page, `${here}/tasks`);
		await page.getByRole('separator').first().press('ArrowRight');
		await expect(page).toHaveURL(/width\./);
		await page.getByRole('link', { name: 'Members', exact: true }).first().click();
		await expect(page.getByRole('heading', { name: 'Members', level: 1 })).toBeVisible();
	});

	await test.step('a form that leads to WorkOS', async () => {
		await open(page, `${here}/sign-in`);
		await page.getByRole('main').getByRole('button').first().click();
		await expect(page).not.toHaveURL(/\/orgs\//);
	});

	await test.step('signing out', async () => {
		await open(page, here);
		await unfold(page, 'your menu');
		await page.getByRole('button', { name: 'Sign out' }).click();
		await expect(page.getByRole('link', { name: 'Create an account' })).toBeVisible();
	});
	expect(refusals).toEqual([]);
});
