import { changeRoles } from '../fixtures.ts';
import { newCompany, newProject, newTask } from '../policies/company.ts';
import type { Company } from '../policies/company.ts';
import { bothVersions, choose, expect, open, test } from './test.ts';

const gone = 'It is no longer there, or not for you to see.';
const forbidden = 'You are not allowed to do that.';

const editOf = ({ organization }: Company, { id }: { id: string }) =>
	`/orgs/${organization.slug}/projects/${id}/edit`;
const tasksOf = ({ organization }: Company) => `/orgs/${organization.slug}/tasks`;

test('of two who name a project, the second sees both names and chooses @nojs', async ({
	pageOf
}) => {
	const company = await newCompany();
	const { organization, admin, member } = company;
	const project = await newProject(admin, { lead_id: member.id });
	const [adas, maxs] = [await pageOf(admin, organization), await pageOf(member, organization)];
	await open(adas, editOf(company, project));
	await open(maxs, editOf(company, project));

	await adas.getByLabel('Name').fill('Named by the admin');
	await adas.getByRole('button', { name: 'Save changes' }).click();
	await expect(adas.getByRole('heading', { name: 'Named by the admin' })).toBeVisible();

	await maxs.getByLabel('Name').fill('Named by the lead');
	await maxs.getByLabel('Status').selectOption('Paused');
	await maxs.getByRole('button', { name: 'Save changes' }).click();
	const conflict = bothVersions(maxs);
	await expect(conflict).toContainText('Named by the admin');
	await expect(conflict.getByRole('radio', { name: 'Named by the lead' })).toBeChecked();
	// Only what both changed is to be chosen; the rest is saved with it.
	await expect(conflict.getByRole('radio')).toHaveCount(2);
	await conflict.getByRole('button', { name: 'Save this' }).click();
	await expect(maxs.getByRole('heading', { name: 'Named by the lead' })).toBeVisible();
	const { data } = await admin.supabase.from('projects').select().single().throwOnError();
	expect(data).toMatchObject({ name: 'Named by the lead', status: 'paused' });
});

test('two who change different fields of a project both succeed @nojs @long', async ({
	pageOf
}) => {
	const company = await newCompany();
	const { organization, admin, member } = company;
	const project = await newProject(admin, { lead_id: member.id });
	const [adas, maxs] = [await pageOf(admin, organization), await pageOf(member, organization)];
	await open(adas, editOf(company, project));
	await open(maxs, editOf(company, project));
	await adas.getByLabel('Name').fill('Renamed');
	await adas.getByRole('button', { name: 'Save changes' }).click();
	await expect(adas.getByRole('heading', { name: 'Renamed' })).toBeVisible();
	await maxs.getByLabel('Due date').fill('2031-05-06');
	await maxs.getByRole('button', { name: 'Save changes' }).click();
	await expect(maxs.getByRole('heading', { name: 'Renamed' })).toBeVisible();
	const { data } = await admin.supabase.from('projects').select().single().throwOnError();
	expect(data).toMatchObject({ name: 'Renamed', due_on: '2031-05-06' });
});

test('a change of a project that was deleted meanwhile says that it is gone', async ({
	pageOf
}) => {
	const company = await newCompany();
	const { organization, admin } = company;
	const project = await newProject(admin);
	const page = await pageOf(admin, organization);
	await open(page, editOf(company, project));
	await admin.supabase.from('projects').delete().eq('id', project.id).throwOnError();

	await page.getByLabel('Name').fill('Named too late');
	await page.getByRole('button', { name: 'Save changes' }).click();
	await expect(page.getByText(gone)).toBeVisible();
	await expect(page.locator('[aria-busy]')).toHaveCount(0);
	await expect(page.getByLabel('Name')).toHaveValue('Named too late');
});

test('somebody who lost the right while they typed is told so and keeps what they typed', async ({
	pageOf
}) => {
	const company = await newCompany();
	const { organization, admin, colleague } = company;
	const project = await newProject(admin);
	await changeRoles(colleague, organization, 'admin');
	const page = await pageOf(colleague, organization);
	await open(page, editOf(company, project));
	await page.getByLabel('Name').fill('No longer mine');
	await changeRoles(colleague, organization, 'member');

	await page.getByRole('button', { name: 'Save changes' }).click();
	await expect(page.getByText(forbidden)).toBeVisible();
	await expect(page.locator('[aria-busy]')).toHaveCount(0);
	await expect(page.getByLabel('Name')).toHaveValue('No longer mine');
	const { data } = await admin.supabase
		.from('projects')
		.select()
		.eq('id', project.id)
		.single()
		.throwOnError();
	expect(data).toEqual(project);
});

test('a task in a list tells changed, gone and saved apart @nojs @everywhere', async ({
	pageOf
}) => {
	const company = await newCompany();
	const { organization, admin, member } = company;
	const project = await newProject(admin);
	const task = await newTask(admin, project);
	const [adas, maxs] = [await pageOf(admin, organization), await pageOf(member, organization)];
	await open(adas, tasksOf(company));
	await open(maxs, tasksOf(company));
	const { title } = task;
	const status = maxs.getByLabel(`Status of ${title}`);

	await choose(adas, 'Status', title, 'Blocked');
	await choose(maxs, 'Status', title, 'In progress');
	const conflict = bothVersions(maxs);
	await expect(conflict.getByRole('radio', { name: 'Yours In progress' })).toBeChecked();
	await expect(conflict.getByRole('radio', { name: 'Theirs Blocked' })).not.toBeChecked();
	// The row shows what it says now, until it is decided.
	await expect(status).toHaveValue('blocked');
	await conflict.getByRole('button', { name: 'Save this' }).click();
	await expect(status).toHaveValue('in_progress');
	await expect(conflict).toHaveCount(0);
	await open(adas, tasksOf(company));
	await expect(adas.getByLabel(`Status of ${title}`)).toHaveValue('in_progress');

	await admin.supabase.from('tasks').delete().eq('id', task.id).throwOnError();
	await choose(maxs, 'Status', title, 'Done');
	await expect(maxs.getByText(gone)).toBeVisible();
	await expect(maxs.getByRole('row', { name: title })).toHaveCount(0);
});
