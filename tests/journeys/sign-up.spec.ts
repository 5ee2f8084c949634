import { unique } from '../fixtures.ts';
import { expect, ready, test, unfold } from './test.ts';

test('somebody new signs up, creates an organization and is its admin @nojs @everywhere', async ({
	page
}) => {
	const name = unique();
	await test.step('sign up', async () => {
		await page.goto('/');
		await page.getByRole('link', { name: 'Create an account' }).click();
		await page.getByLabel('First name').fill('Nina');
		await page.getByLabel('Last name').fill(name);
		await page.getByLabel('Email').fill(`nina.${name}@example.test`);
		await page.getByRole('button', { name: 'Create account' }).click();
	});

	await test.step('without an organization, there is one to create', async () => {
		await expect(page).toHaveURL('/orgs');
		await expect(page.getByRole('heading', { name: 'Welcome, Nina' })).toBeVisible();
		await ready(page);
		await page.getByLabel('Name').fill(`Bakery ${name}`);
		await page.getByRole('button', { name: 'Create organization' }).click();
	});

	await test.step('which leads straight into it', async () => {
		await expect(page).toHaveURL(`/orgs/bakery-${name}`);
		await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
		await expect(page).toHaveTitle(`Overview · Bakery ${name} · Orgdeck`);
		await unfold(page, 'your menu');
		await expect(page.getByText(`nina.${name}@example.test`)).toBeVisible();
		await expect(page.getByText('Admin', { exact: true }).first()).toBeVisible();
		await page.goto(`/orgs/bakery-${name}/projects`);
		await expect(page.getByRole('link', { name: 'Create the first project' })).toBeVisible();
	});
});

test('an organization needs a name, and a name that is too long stays to be shortened', async ({
	page
}) => {
	const name = unique();
	await page.goto('/sign-up');
	await page.getByLabel('Email').fill(`olaf.${name}@example.test`);
	await page.getByRole('button', { name: 'Create account' }).click();
	await ready(page);

	const field = page.getByLabel('Name');
	// As a browser would that knows nothing of `maxlength`.
	await field.evaluate((input: HTMLInputElement) => input.removeAttribute('maxlength'));
	await field.fill('x'.repeat(81));
	await page.getByRole('button', { name: 'Create organization' }).click();
	await expect(page.getByText('Use 80 characters at most.')).toBeVisible();
	await expect(field).toHaveValue('x'.repeat(81));
	await expect(field).toHaveAccessibleDescription(/Use 80 characters at most/);

	await field.fill(`Studio of ${name}`);
	await page.getByRole('button', { name: 'Create organization' }).click();
	await expect(page).toHaveURL(`/orgs/studio-of-${name}`);
});
