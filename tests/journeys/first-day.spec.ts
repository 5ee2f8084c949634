import { join, newOrganization, newPerson } from '../fixtures.ts';
import type { Organization } from '../fixtures.ts';
import { newSpeaker } from '../policies/company.ts';
import { setUp } from './sign-in-methods.ts';
import { expect, open, test } from './test.ts';
import type { Page } from '@playwright/test';

const steps = (page: Page) => page.getByRole('region', { name: 'First steps' });
const overview = ({ slug }: Organization) => `/orgs/${slug}`;

test('an organization that was just created says what comes first, until it is done @nojs', async ({
	pageOf
}) => {
	const organization = await newOrganization();
	const admin = await newSpeaker(organization, 'admin');
	const page = await pageOf(admin, organization);
	await open(page, overview(organization));
	await expect(steps(page).getByRole('link')).toHaveCount(3);
	await steps(page).getByRole('link', { name: 'Invite people' }).click();
	await expect(page.getByRole('heading', { name: 'Invite people' })).toBeVisible();
	await expect(page).toHaveURL(`${overview(organization)}/members/invitations`);

	await open(page, overview(organization));
	await steps(page).getByRole('link', { name: 'Create a project' }).click();
	await page.getByLabel('Name').fill('The first one');
	await page.getByRole('button', { name: 'Create project' }).click();
	await expect(page.getByRole('heading', { name: 'The first one', level: 1 })).toBeVisible();
	await open(page, overview(organization));
	await expect(steps(page).getByRole('link')).toHaveCount(2);
	await expect(steps(page)).toContainText('Create a project, done');

	await steps(page).getByRole('link', { name: 'Connect sign-in' }).click();
	await setUp(page, 'Single sign-on');
	await open(page, overview(organization));
	await expect(steps(page)).toContainText('Connect sign-in, done');

	await join(await newPerson(), organization);
	await open(page, overview(organization));
	await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
	await expect(steps(page)).toHaveCount(0);
});

test('an admin who hides the first steps does not meet them again, another admin does @nojs @long', async ({
	pageOf
}) => {
	const organization = await newOrganization();
	const admins = [await newSpeaker(organization, 'admin'), await newSpeaker(organization, 'admin')];
	const [one, other] = await Promise.all(admins.map((admin) => pageOf(admin, organization)));
	await open(one!, overview(organization));
	await steps(one!).getByRole('button', { name: 'Hide' }).click();
	await expect(steps(one!)).toHaveCount(0);
	await expect(one!.getByText('The first steps are put away.')).toBeVisible();
	await open(one!, overview(organization));
	await expect(one!.getByRole('heading', { name: 'Overview' })).toBeVisible();
	await expect(steps(one!)).toHaveCount(0);

	await open(other!, overview(organization));
	await expect(steps(other!)).toBeVisible();
});

test('hiding the first steps can be taken back @long', async ({ pageOf }) => {
	const organization = await newOrganization();
	const page = await pageOf(await newSpeaker(organization, 'admin'), organization);
	await open(page, overview(organization));
	await steps(page).getByRole('button', { name: 'Hide' }).click();
	await page.getByRole('button', { name: 'Undo' }).click();
	await expect(steps(page)).toBeVisible();
});

test('members are not told what admins have to do', async ({ pageOf }) => {
	const organization = await newOrganization();
	const page = await pageOf(await newSpeaker(organization, 'member'), organization);
	await open(page, overview(organization));
	await expect(page.getByText('Nothing was finished yet')).toBeVisible();
	await expect(steps(page)).toHaveCount(0);
});
