import { join, newOrganization, newPerson } from '../../fixtures.ts';
import { newCompany, newPrivateProject, newProject, newTask } from '../../policies/company.ts';
import { ask } from '../../policies/database.ts';
import { expect, expectTitles, filterBy, open, ready, search, test, unfold } from '../test.ts';

/*
 * A list without rows is empty for one of five reasons. Each is said in its own words, and each
 * leads on.
 */

test('first use: an organization without anything leads to its first project and task @nojs @long', async ({
	pageOf
}) => {
	const organization = await newOrganization();
	const admin = await newPerson();
	await join(admin, organization, 'admin');
	const page = await pageOf(admin, organization);
	await open(page, `/orgs/${organization.slug}/tasks`);
	await expect(
		page.getByText('Tasks belong to projects, and there is no project yet.')
	).toBeVisible();
	await page.getByRole('link', { name: 'Go to projects' }).click();
	await page.getByRole('link', { name: 'Create the first project' }).click();
	await page.getByLabel('Name').fill('The first');
	await page.getByRole('button', { name: 'Create project' }).click();
	await expect(page.getByText('No tasks in this project yet')).toBeVisible();
	await page.getByRole('textbox', { name: 'Title of a new task' }).fill('One');
	await page.getByRole('button', { name: 'Add task' }).click();
	await expectTitles(page, ['One']);
	await ask('delete from public.tasks where org_id = $1', [organization.id]);
	await open(page, `/orgs/${organization.slug}/tasks`);
	await expect(page.getByRole('link', { name: 'Create the first task' })).toBeVisible();
	await unfold(page, 'New task');
	await expect(page.getByLabel('Title')).toBeVisible();
});

test('no match, and filtered out: told apart, and each is cleared @nojs', async ({ pageOf }) => {
	const { organization, admin } = await newCompany();
	await newTask(admin, await newProject(admin), { title: 'Apple' });
	const page = await pageOf(admin, organization);
	await open(page, `/orgs/${organization.slug}/tasks`);
	await search(page, 'pear');
	await expect(page.getByText('No task matches “pear”')).toBeVisible();
	await expect(page.getByText('Each word has to be the beginning of a word.')).toBeVisible();
	await page.getByRole('link', { name: 'Clear the search' }).click();
	await expectTitles(page, ['Apple']);

	await filterBy(page, 'Status', 'Done');
	await expect(page.getByText('The filters leave no task')).toBeVisible();
	await search(page, 'apple');
	await expect(page.getByText('The filters may also be in the way.')).toBeVisible();
	await page.getByRole('link', { name: 'Clear all' }).click();
	await expectTitles(page, ['Apple']);
	await expect(page).toHaveURL(`/orgs/${organization.slug}/tasks`);
});

test('no access: whoever sees no project is told whom to ask @nojs @long', async ({ pageOf }) => {
	const { organization, admin, member } = await newCompany();
	await newTask(admin, await newPrivateProject(admin));
	const page = await pageOf(member, organization);
	await open(page, `/orgs/${organization.slug}/tasks`);
	await expect(page.getByText('No project is open to you')).toBeVisible();
	await expect(page.getByText('Ask an admin to add you to one.')).toBeVisible();
	await page.getByRole('link', { name: 'See who the admins are' }).click();
	await expect(page.getByRole('row', { name: admin.email })).toBeVisible();
});

test('failed: a list that cannot be had says so in its place, and is tried again @nojs', async ({
	pageOf,
	data
}) => {
	const { organization, admin } = await newCompany();
	await newTask(admin, await newProject(admin), { title: 'Apple' });
	const page = await pageOf(admin, organization);
	const path = `/orgs/${organization.slug}/tasks?status=todo`;
	data.fail('/rest/v1/tasks', 503);
	expect((await page.goto(path))?.status()).toBe(503);
	await expect(
		page.getByRole('heading', { name: 'We cannot reach a service we need' })
	).toBeVisible();
	await expect(page.getByText(/No task|leave no/)).toHaveCount(0);
	data.restore();
	await page.getByRole('button', { name: 'Try again' }).click();
	await expectTitles(page, ['Apple']);
	await ready(page);
	await expect(page).toHaveURL(path);
});

test('a list without its total is still a list @long', async ({ pageOf, data }) => {
	const { organization, admin } = await newCompany();
	const project = await newProject(admin);
	const tasks = Array.from({ length: 60 }, (_, number) => ({
		project_id: project.id,
		title: `Apple ${number}`
	}));
	await admin.supabase.from('tasks').insert(tasks).throwOnError();
	const page = await pageOf(admin, organization);
	data.fail(/tasks.*limit=0/, 503);
	await open(page, `/orgs/${organization.slug}/tasks?status=todo`);
	await expect(page.getByText('50 tasks on this page')).toBeVisible();
});

test('how many there are is read out when a search or a filter changes it @long', async ({
	pageOf
}) => {
	const { organization, admin } = await newCompany();
	const project = await newProject(admin);
	await newTask(admin, project, { title: 'Apple' });
	await newTask(admin, project, { title: 'Pear' });
	const page = await pageOf(admin, organization);
	await open(page, `/orgs/${organization.slug}/tasks`);
	const total = page.getByRole('status').filter({ hasText: /\d\s+tasks?\s*$/ });
	await expect(total).toHaveText('2 tasks');
	// The same element, so that a screen reader notices what changes in it.
	const element = await total.elementHandle();
	await search(page, 'pear');
	await expect(total).toHaveText('1 task');
	expect(await element!.evaluate((node) => node.isConnected)).toBe(true);
});
