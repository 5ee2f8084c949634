import type { Locator, Page } from '@playwright/test';
import { changeRoles } from '../../fixtures.ts';
import { newCompany, newPrivateProject, newProject, newTask } from '../../policies/company.ts';
import type { Company, Speaker } from '../../policies/company.ts';
import { bothVersions, choose, expect, hasScript, open, test } from '../test.ts';

const tasksOf = ({ organization }: Pick<Company, 'organization'>) =>
	`/orgs/${organization.slug}/tasks`;

/** What the database says of the one task there is. */
async function saved({ supabase }: Speaker) {
	const { data } = await supabase.from('tasks').select().single().throwOnError();
	return data;
}

/** The undo that is offered: in the toast with a script, in the notice without. */
const undoIn = (page: Page): Locator => page.getByRole('button', { name: 'Undo' });

async function companyWithTask(values: Parameters<typeof newTask>[2] = {}) {
	const company = await newCompany();
	const project = await newProject(company.admin);
	const task = await newTask(company.admin, project, values);
	return { ...company, project, task, title: task.title };
}

test('status, assignee, priority and due date are changed in the row, each taken back by its undo @nojs', async ({
	pageOf
}) => {
	const company = await companyWithTask({ due_on: '2031-01-31' });
	const { organization, admin, member, title } = company;
	const page = await pageOf(member, organization);
	await open(page, tasksOf(company));

	await choose(page, 'Status', title, 'Blocked');
	await expect.poll(async () => (await saved(admin)).status).toBe('blocked');
	await undoIn(page).click();
	await expect.poll(async () => (await saved(admin)).status).toBe('todo');
	await expect(page.getByLabel(`Status of ${title}`)).toHaveValue('todo');
	await open(page, tasksOf(company));

	await choose(page, 'Assignee', title, `Robin ${admin.lastName}`);
	await expect.poll(async () => (await saved(admin)).assignee_id).toBe(admin.id);
	await undoIn(page).click();
	await expect.poll(async () => (await saved(admin)).assignee_id).toBeNull();
	await open(page, tasksOf(company));

	await choose(page, 'Priority', title, 'Urgent');
	await expect.poll(async () => (await saved(admin)).priority).toBe('urgent');
	await undoIn(page).click();
	await expect.poll(async () => (await saved(admin)).priority).toBe('medium');
	await open(page, tasksOf(company));

	const due = page.getByLabel(`Due date of ${title}`);
	await due.fill('2032-02-29');
	if (!hasScript()) await page.getByRole('button', { name: `Save ${title}` }).click();
	await expect.poll(async () => (await saved(admin)).due_on).toBe('2032-02-29');
	await undoIn(page).click();
	await expect.poll(async () => (await saved(admin)).due_on).toBe('2031-01-31');
	await open(page, tasksOf(company));
	await due.fill('');
	if (hasScript()) await due.blur();
	else await page.getByRole('button', { name: `Save ${title}` }).click();
	await expect.poll(async () => (await saved(admin)).due_on).toBeNull();

	// Each undo was a write like any other: the history has both.
	const { data: history } = await admin.supabase
		.rpc('task_history', { task: company.task.id })
		.throwOnError();
	expect(history.filter(({ actor_id }) => actor_id === member.id)).toHaveLength(9);
});

test('a choice is shown before the answer is there, and stays when it comes @long', async ({
	pageOf,
	data
}) => {
	const company = await companyWithTask();
	const { organization, admin, member, title } = company;
	const page = await pageOf(member, organization);
	await open(page, tasksOf(company));
	const status = page.getByLabel(`Status of ${title}`);
	const priority = page.getByLabel(`Priority of ${title}`);

	const answers = data.hold('PATCH /rest/v1/tasks');
	await status.selectOption('Done');
	await answers.waiting();
	await expect(status).toHaveValue('done');
	await expect(page.getByRole('link', { name: title })).toHaveCSS(
		'text-decoration-line',
		'line-through'
	);
	// What is chosen meanwhile waits for its turn.
	await priority.selectOption('Urgent');
	await expect(priority).toHaveValue('urgent');
	await answers.release();
	await expect.poll(async () => (await saved(admin)).priority).toBe('urgent');
	await expect(status).toHaveValue('done');
	await expect(priority).toHaveValue('urgent');
	expect(await saved(admin)).toMatchObject({ status: 'done', priority: 'urgent' });
});

test('a refused choice is taken back and says why; one whose task is gone takes the row away', async ({
	pageOf
}) => {
	const company = await newCompany();
	const { organization, admin, member } = company;
	const project = await newPrivateProject(admin, member);
	const task = await newTask(admin, project);
	const page = await pageOf(member, organization);
	await open(page, tasksOf(company));
	await admin.supabase.from('project_members').delete().eq('user_id', member.id).throwOnError();
	await choose(page, 'Status', task.title, 'Done');
	await expect(page.getByText('It is no longer there, or not for you to see.')).toBeVisible();
	await expect(page.getByRole('row', { name: task.title })).toHaveCount(0);
	expect(await saved(admin)).toEqual(task);

	const adas = await pageOf(admin, organization);
	await open(adas, tasksOf(company));
	await adas.route('**/tasks?/changeTask*', async (route) => {
		const body = new URLSearchParams(route.request().postData() ?? '');
		body.set('priority', 'unheard of');
		await route.continue({ postData: body.toString() });
	});
	await choose(adas, 'Priority', task.title, 'High');
	await expect(adas.getByText('Choose a priority.')).toBeVisible();
	await expect(adas.getByLabel(`Priority of ${task.title}`)).toHaveValue('medium');
	expect(await saved(admin)).toEqual(task);
});

test('two who change different fields of the same task both succeed @nojs @long', async ({
	pageOf
}) => {
	const company = await companyWithTask();
	const { organization, admin, member, title } = company;
	const [adas, maxs] = [await pageOf(admin, organization), await pageOf(member, organization)];
	await open(adas, tasksOf(company));
	await open(maxs, tasksOf(company));
	await choose(adas, 'Status', title, 'Blocked');
	await choose(maxs, 'Priority', title, 'Urgent');
	await expect(maxs.getByLabel(`Priority of ${title}`)).toHaveValue('urgent');
	// What the other one did is there too.
	await expect(maxs.getByLabel(`Status of ${title}`)).toHaveValue('blocked');
	await expect(bothVersions(maxs)).toHaveCount(0);
	expect(await saved(admin)).toMatchObject({ status: 'blocked', priority: 'urgent' });
});

test('two who choose the same for a task are not asked to choose @nojs @long', async ({
	pageOf
}) => {
	const company = await companyWithTask();
	const { organization, admin, member, title } = company;
	const [adas, maxs] = [await pageOf(admin, organization), await pageOf(member, organization)];
	await open(adas, tasksOf(company));
	await open(maxs, tasksOf(company));
	await choose(adas, 'Status', title, 'Done');
	await choose(maxs, 'Status', title, 'Done');
	await expect(bothVersions(maxs)).toHaveCount(0);
	await expect(maxs.getByLabel(`Status of ${title}`)).toHaveValue('done');
});

test('an undo that meets somebody else’s change shows both, and theirs can stay @nojs', async ({
	pageOf
}) => {
	const company = await companyWithTask();
	const { organization, admin, member, task, title } = company;
	const page = await pageOf(member, organization);
	await open(page, tasksOf(company));
	await choose(page, 'Status', title, 'Blocked');
	await expect(undoIn(page)).toBeVisible();
	await admin.supabase.from('tasks').update({ status: 'done' }).eq('id', task.id).throwOnError();
	await undoIn(page).click();
	const both = bothVersions(page);
	await expect(both.getByRole('radio', { name: 'Yours To do' })).toBeChecked();
	expect((await saved(admin)).status).toBe('done');
	await both.getByRole('radio', { name: 'Theirs Done' }).check();
	await both.getByRole('button', { name: 'Save this' }).click();
	await expect(both).toHaveCount(0);
	await expect(page.getByLabel(`Status of ${title}`)).toHaveValue('done');
	expect((await saved(admin)).status).toBe('done');
});

test('an undo that meets a change of another field takes back its own alone @long', async ({
	pageOf
}) => {
	const company = await companyWithTask();
	const { organization, admin, member, task, title } = company;
	const page = await pageOf(member, organization);
	await open(page, tasksOf(company));
	await choose(page, 'Status', title, 'Blocked');
	await expect(undoIn(page)).toBeVisible();
	await admin.supabase.from('tasks').update({ priority: 'low' }).eq('id', task.id).throwOnError();
	await undoIn(page).click();
	await expect(page.getByText('Taken back.')).toBeVisible();
	expect(await saved(admin)).toMatchObject({ status: 'todo', priority: 'low' });
	await expect(page.getByLabel(`Priority of ${title}`)).toHaveValue('low');
});

test('an undo on another page says that it was not taken back, and leads to both versions @long', async ({
	pageOf
}) => {
	const company = await companyWithTask();
	const { organization, admin, member, task, title } = company;
	const page = await pageOf(member, organization);
	await open(page, tasksOf(company));
	await choose(page, 'Status', title, 'Blocked');
	await expect(undoIn(page)).toBeVisible();
	await page.getByRole('link', { name: 'Members' }).click();
	await expect(page.getByRole('heading', { name: 'Members' })).toBeVisible();
	await admin.supabase.from('tasks').update({ status: 'done' }).eq('id', task.id).throwOnError();
	await undoIn(page).click();
	await page.getByRole('button', { name: 'Show both' }).click();
	await expect(bothVersions(page)).toBeVisible();
	await expect(page).toHaveURL(tasksOf(company));
	expect((await saved(admin)).status).toBe('done');
});

test('an undo by somebody who lost the right meanwhile is refused @nojs', async ({ pageOf }) => {
	const company = await newCompany();
	const { organization, admin, colleague } = company;
	const project = await newPrivateProject(admin);
	const { title } = await newTask(admin, project);
	await changeRoles(colleague, organization, 'admin');
	const page = await pageOf(colleague, organization);
	await open(page, tasksOf(company));
	await choose(page, 'Status', title, 'Blocked');
	await expect(undoIn(page)).toBeVisible();
	await changeRoles(colleague, organization, 'member');
	await undoIn(page).click();
	await expect(page.getByText('It is no longer there, or not for you to see.')).toBeVisible();
	expect((await saved(admin)).status).toBe('blocked');
});

test('an undo whose answer is lost says so, and can be tried again @long', async ({
	pageOf,
	data
}) => {
	const company = await companyWithTask();
	const { organization, admin, member, title } = company;
	const page = await pageOf(member, organization);
	await open(page, tasksOf(company));
	await choose(page, 'Status', title, 'Blocked');
	await expect(undoIn(page)).toBeVisible();
	data.fail('/rest/v1/', 503);
	await undoIn(page).click();
	await expect(page.getByText('This was not taken back')).toBeVisible();
	data.restore();
	await page.getByRole('button', { name: 'Try again' }).click();
	await expect.poll(async () => (await saved(admin)).status).toBe('todo');
});
