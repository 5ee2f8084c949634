import { newCompany } from '../policies/company.ts';
import { methodOn, setUp } from './sign-in-methods.ts';
import { expect, open, test } from './test.ts';

test('an admin sets up how people sign in, and takes it down again @nojs', async ({ pageOf }) => {
	const { organization, admin } = await newCompany();
	const page = await pageOf(admin, organization);
	await open(page, `/orgs/${organization.slug}`);
	await page.getByRole('region', { name: 'Sign-in' }).getByRole('link', { name: 'Set up' }).click();
	await expect(page.getByRole('heading', { name: 'Sign-in', level: 1 })).toBeVisible();
	await expect(methodOn(page, 'Directory sync')).toContainText('Not set up.');
	await expect(methodOn(page, 'Domains')).toContainText('None is verified.');
	for (const name of ['Single sign-on', 'Directory sync']) await setUp(page, name);

	await methodOn(page, 'Domains').getByRole('button', { name: 'Set up' }).click();
	await page.getByRole('button', { name: 'Pretend that it is set up' }).click();
	await expect(methodOn(page, 'Domains')).toContainText('Active');

	await methodOn(page, 'Single sign-on').getByRole('button', { name: 'Manage' }).click();
	await page.getByRole('button', { name: 'Take it down again' }).click();
	await expect(methodOn(page, 'Single sign-on')).toContainText('Not set up.');
	await expect(methodOn(page, 'Directory sync')).toContainText('Active');
});

test('somebody who comes back without a change finds everything as it was', async ({ pageOf }) => {
	const { organization, admin } = await newCompany();
	const page = await pageOf(admin, organization);
	await open(page, `/orgs/${organization.slug}/sign-in`);
	await methodOn(page, 'Single sign-on').getByRole('button', { name: 'Set up' }).click();
	await page.getByRole('link', { name: 'Back without a change' }).click();
	await expect(methodOn(page, 'Single sign-on')).toContainText('Not set up.');
});
