import { join, newOrganization, newPerson } from '../../fixtures.ts';
import { check } from '../barriers.ts';
import { expect, open, test, unfold } from '../test.ts';
import { newMember, newTeam } from './people.ts';

test('a member finds their account, deletes it, and reads that it is done @nojs', async ({
	pageOf
}) => {
	const { organization, admin, member } = await newTeam();
	const page = await pageOf(member, organization);
	await open(page, `/orgs/${organization.slug}`);
	await unfold(page, 'your menu');
	await page.getByRole('link', { name: 'Your account' }).click();
	await expect(page.getByRole('heading', { name: 'Your account', exact: true })).toBeVisible();
	await unfold(page, 'Delete account');
	const field = page.getByLabel(`Type ${member.email} to confirm it`);
	await field.fill(admin.email);
	await page.getByRole('button', { name: 'Delete my account' }).click();
	await expect(page.getByText(`Type ${member.email} to confirm it.`)).toBeVisible();
	await expect(field).toHaveValue(admin.email);
	await field.fill(member.email);
	await page.getByRole('button', { name: 'Delete my account' }).click();
	await expect(page).toHaveURL('/goodbye');
	await expect(page.getByRole('heading', { name: 'Your account is deleted' })).toBeVisible();
	await page.goto(`/orgs/${organization.slug}`);
	await expect(page).not.toHaveURL(new RegExp(organization.slug + '$'));
});

test('an admin takes everything along by a link @nojs', async ({ pageOf }) => {
	const { organization, admin } = await newTeam();
	const page = await pageOf(admin, organization);
	await open(page, `/orgs/${organization.slug}`);
	await page.getByRole('link', { name: 'Export' }).click();
	await expect(page.getByRole('heading', { name: 'Export', level: 1 })).toBeVisible();
	const download = page.waitForEvent('download');
	await page.getByRole('link', { name: 'Download everything' }).click();
	const file = await download;
	expect(file.suggestedFilename()).toMatch(new RegExp(`^${organization.slug}-[\\d-]{10}\\.zip$`));
	expect(await file.failure()).toBeNull();
});

test('axe finds no barrier on the way out, in both themes, and a phone is wide enough @long', async ({
	page: stranger,
	pageOf
}) => {
	const { organization, admin } = await newTeam();
	await join(admin, await newOrganization(), 'admin');
	const page = await pageOf(admin, organization);
	await open(page, '/account');
	await check(page, 'the account');
	await unfold(page, 'Delete account');
	await check(page, 'handing over first');
	await open(page, `/orgs/${organization.slug}/export`);
	await check(page, 'the export');

	const other = await newPerson();
	const others = await pageOf(other);
	await open(others, '/account');
	await unfold(others, 'Delete account');
	await others.getByRole('textbox').fill('somebody.else@example.test');
	await others.getByRole('button', { name: 'Delete my account' }).click();
	await expect(others.getByText('to confirm it.')).toBeVisible();
	await check(others, 'a mistyped address');

	const second = await newMember(organization);
	const seconds = await pageOf(second, organization);
	await open(seconds, '/account');
	await unfold(seconds, 'Delete account');
	await check(seconds, 'the end of an account');

	await open(stranger, '/goodbye');
	await check(stranger, 'goodbye');
});
