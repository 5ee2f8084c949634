import { newCompany, newProject, newTask } from '../../policies/company.ts';
import { check } from '../barriers.ts';
import { expect, hasScript, open, rowsOf, test } from '../test.ts';

test('an admin finds who changed what, and follows it to the thing @nojs @everywhere', async ({
	pageOf
}) => {
	const { organization, admin, member } = await newCompany();
	const project = await newProject(admin);
	const task = await newTask(member, project);
	const [adas, maxs] = await Promise.all([
		pageOf(admin, organization),
		pageOf(member, organization)
	]);
	const log = `/orgs/${organization.slug}/audit`;
	await open(adas, `${log}?resource=tasks`);
	await expect(rowsOf(adas)).toHaveCount(1);
	await expect(rowsOf(adas).first()).toContainText('Created task');

	// What somebody does elsewhere is there at the next view.
	await open(maxs, `/orgs/${organization.slug}/tasks/${task.id}?edit=task`);
	const sheet = maxs.getByRole('dialog');
	await sheet.getByLabel('Title').fill('Painted fence');
	await sheet.getByRole('button', { name: 'Save changes' }).click();
	await expect(maxs.getByText('Saved.')).toBeVisible();
	await open(adas, `${log}?resource=tasks&kind=changed`);
	const row = rowsOf(adas).first();
	await expect(row).toContainText(member.lastName);
	await expect(row).toContainText('Painted fence');

	await row.getByRole('link', { name: 'Changed task' }).click();
	await expect(adas.locator('h1')).toHaveText('Changed task');
	const facts = adas.locator('main dl');
	await expect(facts).toContainText(task.title);
	await expect(facts).toContainText(member.lastName);
	if (hasScript()) await check(adas, 'an event');
	await facts.getByRole('link', { name: 'Painted fence' }).click();
	await expect(adas.getByRole('dialog')).toContainText('Painted fence');

	await open(maxs, log);
	await expect(maxs.locator('h1')).toHaveText('Only admins can open this page');
});
