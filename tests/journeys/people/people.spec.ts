import type { Page } from '@playwright/test';
import { newOrganization, newPerson, unique, workos } from '../../fixtures.ts';
import { newCompany, newProject, newTask } from '../../policies/company.ts';
import { check } from '../barriers.ts';
import { expect, open, rowsOf, test, unfold } from '../test.ts';
import {
	hook,
	invitationsOf,
	invitationTo,
	linkOf,
	mailTo,
	membersOf,
	newMember,
	newTeam,
	peopleIn,
	sheetOf
} from './people.ts';

/** Opens somebody's membership by their name in the list. */
async function openPerson(page: Page, name: string): Promise<void> {
	await page.getByRole('link', { name }).click();
	await expect(page.getByRole('dialog', { name })).toBeVisible();
}

test('an admin invites a newcomer, who joins, is promoted and removes a colleague, who is out at the next click @nojs @everywhere', async ({
	page,
	pageOf
}) => {
	const { organization, admin, member } = await newTeam();
	const [adas, maxs] = await Promise.all([
		pageOf(admin, organization),
		pageOf(member, organization)
	]);
	const email = `nora.${unique()}@example.test`;
	const newcomer = `Nora ${unique()}`;
	const colleague = `${member.firstName} ${member.lastName}`;
	await open(maxs, `/orgs/${organization.slug}`);

	await test.step('the admin invites', async () => {
		await open(adas, membersOf(organization));
		await adas.getByRole('link', { name: 'Invite people' }).click();
		await adas.getByLabel('E-mail addresses').fill(email);
		await adas.getByRole('button', { name: 'Send invitations' }).click();
		await expect(rowsOf(adas).filter({ hasText: email })).toBeVisible();
	});

	await test.step('the newcomer follows the link, signs up, and is in', async () => {
		await page.goto(linkOf(await mailTo(email)));
		await expect(
			page.getByRole('heading', { name: `Sign up to join ${organization.name}` })
		).toBeVisible();
		await page.getByLabel('First name').fill(newcomer.split(' ')[0]!);
		await page.getByLabel('Last name').fill(newcomer.split(' ')[1]!);
		await page.getByRole('button', { name: 'Create account' }).click();
		await expect(page).toHaveURL(`/orgs/${organization.slug}`);
		await open(page, membersOf(organization));
		await expect(page.getByRole('link', { name: 'Invite people' })).toHaveCount(0);
		await expect(page.getByRole('link', { name: 'Invitations' })).toHaveCount(0);
	});

	await test.step('the admin promotes the newcomer', async () => {
		await open(adas, membersOf(organization));
		await openPerson(adas, newcomer);
		const sheet = adas.getByRole('dialog');
		await sheet.getByRole('combobox', { name: 'Role' }).selectOption('admin');
		await adas.getByRole('button', { name: 'Change role' }).click();
		await expect(adas.getByRole('definition').first()).toHaveText('Admin');
		expect(await peopleIn(organization)).toMatchObject({ [email]: 'admin' });
	});

	await test.step('the newcomer removes the colleague', async () => {
		await open(page, membersOf(organization));
		await openPerson(page, colleague);
		await unfold(page, `Remove from ${organization.name}`);
		await expect(page.getByText('from the next click on, in every browser')).toBeVisible();
		await page
			.getByRole('button', { name: `Remove ${colleague} from ${organization.name}` })
			.click();
		await expect(page).toHaveURL(membersOf(organization));
		await expect(rowsOf(page).filter({ hasText: colleague })).toContainText('Removed');
	});

	await test.step('the colleague is out at the next click', async () => {
		await maxs
			.getByRole('navigation', { name: 'Sections' })
			.getByRole('link', { name: 'Projects' })
			.click();
		await expect(
			maxs.getByRole('heading', { name: `You are no longer a member of ${organization.name}` })
		).toBeVisible();
	});
});

test('an admin pauses somebody, who hands over, and lets them in again @nojs @long', async ({
	pageOf
}) => {
	const { organization, admin, member, colleague } = await newCompany();
	const project = await newProject(admin);
	const task = await newTask(admin, project, { assignee_id: member.id });
	const [adas, maxs] = await Promise.all([
		pageOf(admin, organization),
		pageOf(member, organization)
	]);
	const name = `${member.firstName} ${member.lastName}`;
	await open(maxs, `/orgs/${organization.slug}`);
	await open(adas, sheetOf(organization, member));
	await unfold(adas, 'Pause membership');
	await adas
		.getByLabel('Hand over 1 open task')
		.first()
		.selectOption({ label: `${colleague.firstName} ${colleague.lastName}` });
	await adas.getByRole('button', { name: `Pause ${name}’s membership` }).click();
	await expect(adas.getByRole('button', { name: `Let ${name} in again` })).toBeVisible();
	const { data } = await admin.supabase
		.from('tasks')
		.select('assignee_id')
		.eq('id', task.id)
		.single()
		.throwOnError();
	expect(data.assignee_id).toBe(colleague.id);

	await maxs.goto(`/orgs/${organization.slug}/tasks`);
	await expect(maxs.getByRole('heading', { name: /is paused$/ })).toBeVisible();
	await adas.getByRole('button', { name: `Let ${name} in again` }).click();
	await expect(adas.locator('summary').filter({ hasText: 'Pause membership' })).toBeVisible();
	expect(await peopleIn(organization)).toMatchObject({ [member.email]: 'member' });
});

test('several members get a role at once, and the last admin keeps theirs @long', async ({
	pageOf
}) => {
	const organization = await newOrganization();
	const admin = await newMember(organization, 'admin');
	const member = await newMember(organization);
	const other = await newMember(organization);
	const page = await pageOf(admin, organization);
	await open(page, membersOf(organization));
	for (const { lastName } of [member, other]) {
		await page.getByRole('checkbox', { name: lastName }).check();
	}
	const bulk = page.getByRole('group', { name: 'Selected members' });
	await bulk.getByLabel('New role').selectOption('admin');
	await bulk.getByRole('button', { name: 'Give 2 this role' }).click();
	await expect(page.getByText('2 members changed.')).toBeVisible();
	expect(Object.values(await peopleIn(organization))).toEqual(['admin', 'admin', 'admin']);

	await page.getByRole('checkbox', { name: 'Select all on this page' }).check();
	await bulk.getByLabel('New role').selectOption('member');
	await bulk.getByRole('button', { name: 'Give 3 this role' }).click();
	await expect(page.getByText(/2 members changed\. 1 member not\. /)).toBeVisible();
	await expect(page.getByText(`${admin.lastName}: Nobody else would be left`)).toBeVisible();
	// Whoever asks for it is changed last, so they are the one who stays.
	expect(await peopleIn(organization)).toEqual({
		[admin.email]: 'admin',
		[member.email]: 'member',
		[other.email]: 'member'
	});
});

test('an invitation is sent again, revoked, and looked for @long', async ({ pageOf }) => {
	const { organization, admin } = await newTeam();
	const [kept, dropped, old] = await Promise.all(
		['kept', 'dropped', 'old'].map((name) =>
			invitationTo(`${name}.${unique()}@example.test`, organization)
		)
	);
	await hook('invitations/expire', { invitation_id: old!.id });
	const page = await pageOf(admin, organization);
	await open(page, invitationsOf(organization));
	await expect(rowsOf(page)).toHaveCount(3);

	await page.getByRole('button', { name: `More for ${kept!.email}` }).click();
	await page.getByRole('button', { name: 'Send again' }).click();
	await expect(page.getByText(`Sent to ${kept!.email} once more.`)).toBeVisible();
	await expect(page.getByRole('button', { name: 'Send again' })).toBeHidden();

	await page.getByRole('button', { name: `More for ${dropped!.email}` }).click();
	await page.getByRole('button', { name: 'Revoke' }).click();
	await expect(rowsOf(page)).toHaveCount(2);
	expect((await workos.userManagement.getInvitation(dropped!.id)).state).toBe('revoked');

	await expect(rowsOf(page).filter({ hasText: old!.email })).toContainText('Run out');
	await page.getByRole('button', { name: `More for ${old!.email}` }).click();
	await page.getByRole('button', { name: 'Invite again' }).click();
	await expect(rowsOf(page).filter({ hasText: 'Run out' })).toHaveCount(0);

	await page.getByRole('searchbox').fill('kept');
	await expect(rowsOf(page)).toHaveCount(1);
	await expect(page).toHaveURL(/q=kept/);
});

test('whoever is signed in as somebody else goes on as the one who was invited @nojs', async ({
	pageOf
}) => {
	const { organization } = await newTeam();
	const [somebody, invited] = [await newPerson(), await newPerson()];
	const invitation = await invitationTo(invited.email, organization);
	const page = await pageOf(somebody);
	await page.goto(linkOf(invitation));
	await expect(page).toHaveURL('/invite');
	await expect(
		page.getByRole('heading', { name: 'This invitation is for somebody else' })
	).toBeVisible();
	await page.getByRole('button', { name: `Go on as ${invited.email}` }).click();
	// Nobody has seen them sign in before, so they are asked to sign up.
	await expect(page).toHaveURL(/\/authkit\/sign-up/);
	await page.getByRole('link', { name: 'Sign in', exact: true }).click();
	await page.getByRole('button', { name: 'Continue' }).click();
	await expect(page).toHaveURL(`/orgs/${organization.slug}`);
	await expect(page.locator('summary', { hasText: 'your menu' })).toContainText(invited.lastName);

	// By now they are signed in as themselves: one click.
	const { organization: second } = await newTeam();
	await page.goto(linkOf(await invitationTo(invited.email, second)));
	await page.getByRole('button', { name: `Join ${second.name}` }).click();
	await expect(page).toHaveURL(`/orgs/${second.slug}`);
});

test('a membership opens, folds out and closes from the keyboard', async ({ pageOf }) => {
	const { organization, admin, member } = await newTeam();
	const page = await pageOf(admin, organization);
	await open(page, membersOf(organization));
	const link = page.getByRole('link', { name: member.lastName });
	await link.focus();
	await page.keyboard.press('Enter');
	const sheet = page.getByRole('dialog');
	await expect(sheet.getByRole('heading', { level: 1 })).toBeFocused();
	await page.keyboard.press('Tab');
	await expect(sheet.getByRole('link', { name: 'Close' })).toBeFocused();
	const going = sheet.locator('summary').filter({ hasText: 'Remove from' });
	await going.focus();
	await page.keyboard.press('Enter');
	await expect(sheet.getByRole('button', { name: /^Remove .* from/ })).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(sheet).toBeHidden();
	await expect(link).toBeFocused();
});

test('axe finds no barrier where people are, in both themes, and a phone is wide enough @long', async ({
	page: stranger,
	pageOf
}) => {
	const { organization, admin, member } = await newTeam();
	const second = await newMember(organization, 'admin');
	const invitation = await invitationTo(`guest.${unique()}@example.test`, organization);
	const page = await pageOf(admin, organization);

	await open(page, membersOf(organization));
	await check(page, 'members');
	await page.getByRole('checkbox', { name: member.lastName }).check();
	await check(page, 'members, one picked');
	await open(page, sheetOf(organization, member));
	await check(page, 'a membership');
	for (const words of ['Pause membership', 'Remove from']) await unfold(page, words);
	await check(page, 'a membership, folded out');
	await open(page, sheetOf(organization, admin));
	await unfold(page, 'Leave');
	await check(page, 'the own membership');
	await open(page, sheetOf(organization, second));
	await check(page, 'another admin');

	await open(page, invitationsOf(organization));
	await page.getByLabel('E-mail addresses').fill(`nonsense\n${member.email}`);
	await page.getByRole('button', { name: 'Send invitations' }).click();
	await expect(page.getByText('Nobody new was invited.')).toBeVisible();
	await check(page, 'invitations, refused');
	await page.getByRole('button', { name: `More for ${invitation.email}` }).click();
	await check(page, 'the menu of an invitation');

	await page.goto(linkOf(invitation));
	await check(page, 'an invitation for somebody else');
	await stranger.goto(linkOf({ token: 'nonsense' }));
	await check(stranger, 'an unknown invitation');
	await stranger.goto(linkOf(invitation));
	await check(stranger, 'signing up by invitation');
});
