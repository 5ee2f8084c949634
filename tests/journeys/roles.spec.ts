import { newCompany, newPrivateProject, newProject, newTask } from '../policies/company.ts';
import type { Company } from '../policies/company.ts';
import { expect, open, post, test } from './test.ts';

/** One project for everybody, one private to the member, one hidden from them; two with a budget. */
async function companyWithSecrets() {
	const company = await newCompany();
	const { admin, member } = company;
	const [shared, own, hidden] = await Promise.all([
		newProject(admin),
		newPrivateProject(admin, member),
		newPrivateProject(admin)
	]);
	const projects = [shared, own, hidden];
	const [task, , secret] = await Promise.all(projects.map((project) => newTask(admin, project)));
	const budgets = [shared, hidden].map(({ id }) => ({ project_id: id, amount: 5000, spent: 1250 }));
	const self = { project_id: shared.id, user_id: admin.id };
	await Promise.all([
		admin.supabase.from('project_budgets').insert(budgets).throwOnError(),
		admin.supabase.from('project_members').insert(self).throwOnError()
	]);
	return { ...company, shared, own, hidden, task: task!, secret: secret! };
}

const at = ({ organization }: Company, path = '') => `/orgs/${organization.slug}${path}`;

test('an admin and a member of one organization see different projects, tasks and numbers @everywhere', async ({
	pageOf
}) => {
	const company = await companyWithSecrets();
	const { organization, admin, member, shared, own, hidden, task, secret } = company;
	const [adas, maxs] = await Promise.all([
		pageOf(admin, organization),
		pageOf(member, organization)
	]);

	await test.step('projects', async () => {
		await Promise.all([adas, maxs].map((page) => open(page, at(company, '/projects'))));
		for (const { name } of [shared, own]) {
			await expect(adas.getByRole('link', { name })).toBeVisible();
			await expect(maxs.getByRole('link', { name })).toBeVisible();
		}
		await expect(adas.getByRole('link', { name: hidden.name })).toBeVisible();
		await expect(maxs.getByRole('link', { name: hidden.name })).toHaveCount(0);
		await expect(adas.getByRole('link', { name: 'New project' })).toBeVisible();
		await expect(maxs.getByRole('link', { name: 'New project' })).toHaveCount(0);
	});

	await test.step('tasks', async () => {
		await Promise.all([adas, maxs].map((page) => open(page, at(company, '/tasks'))));
		await expect(adas.getByRole('row', { name: secret.title })).toBeVisible();
		await expect(maxs.getByRole('row', { name: task.title })).toBeVisible();
		await expect(maxs.getByRole('row', { name: secret.title })).toHaveCount(0);
		// A member deletes what they created, an admin everything. Each of them may archive it.
		for (const page of [adas, maxs]) {
			await page.getByRole('button', { name: `More for ${task.title}` }).click();
			await expect(page.getByRole('button', { name: 'Archive' })).toBeVisible();
		}
		await expect(adas.getByRole('button', { name: 'Move to trash' })).toBeVisible();
		await expect(maxs.getByRole('button', { name: 'Move to trash' })).toHaveCount(0);
	});

	await test.step('overview', async () => {
		await Promise.all([adas, maxs].map((page) => open(page, at(company))));
		await expect(adas.getByRole('link', { name: 'Open tasks' })).toContainText('3');
		await expect(maxs.getByRole('link', { name: 'Open tasks' })).toContainText('2');
		const budgets = adas.getByRole('region', { name: 'Budget and spend' });
		await expect(budgets.getByRole('listitem')).toHaveCount(2);
		await expect(budgets.getByRole('listitem').first()).toContainText('€1,250 of €5,000');
		await expect(maxs.getByText('Budget')).toHaveCount(0);
	});

	await test.step('one project', async () => {
		await Promise.all(
			[adas, maxs].map((page) => open(page, at(company, `/projects/${shared.id}`)))
		);
		await expect(adas.getByRole('region', { name: 'Budget' })).toContainText('€5,000');
		await expect(adas.getByRole('link', { name: 'Edit' })).toBeVisible();
		await expect(adas.getByLabel('Add somebody')).toBeVisible();
		await expect(maxs.getByRole('heading', { name: shared.name, level: 1 })).toBeVisible();
		await expect(maxs.getByText('Budget')).toHaveCount(0);
		await expect(maxs.getByRole('link', { name: 'Edit' })).toHaveCount(0);
		await expect(maxs.getByLabel('Add somebody')).toHaveCount(0);
	});

	await test.step('addresses that a member can only guess', async () => {
		const answer = await maxs.goto(at(company, `/projects/${hidden.id}`));
		expect(answer?.status()).toBe(404);
		await expect(maxs.getByText('No such project in this organization.')).toBeVisible();
		expect((await maxs.goto(at(company, '/projects/new')))?.status()).toBe(403);
		await expect(maxs.getByText('Only admins can open this page')).toBeVisible();
		expect((await maxs.goto(at(company, `/projects/${shared.id}/edit`)))?.status()).toBe(403);
	});
});

test('what a member is not offered, the database refuses when it is sent by hand', async ({
	pageOf
}) => {
	const company = await companyWithSecrets();
	const { organization, admin, member, colleague, shared, own, hidden, task, secret } = company;
	const { data: budget } = await admin.supabase
		.from('project_budgets')
		.select('updated_at')
		.eq('project_id', shared.id)
		.single()
		.throwOnError();

	const tasks = at(company, '/tasks');
	const [project, other] = [shared, own].map(({ id }) => at(company, `/projects/${id}`));
	const fields = { name: 'Mine', status: 'active', visibility: 'org', lead_id: '', due_on: '' };
	const amounts = { amount: '1', spent: '1', currency: 'EUR' };
	const done = { status: 'done', 'was.status': 'todo' };
	const forms: [path: string, form: Record<string, string>, status: number][] = [
		[at(company, '/projects/new?/create'), fields, 403],
		[`${project}/edit?/save`, { ...fields, seen: shared.updated_at }, 403],
		[`${project}?/addPerson`, { user_id: colleague.id }, 403],
		[`${project}?/removePerson`, { user_id: admin.id }, 403],
		[`${project}?/deleteTask`, { id: task.id, seen: task.updated_at }, 403],
		[`${other}?/saveBudget`, { ...amounts, seen: '' }, 403],
		[`${other}/edit?/delete`, { seen: own.updated_at }, 403],
		[`${tasks}?/createTask`, { title: 'Mine', project_id: hidden.id }, 403],
		// What they cannot see is to them as if it were not there.
		[`${tasks}?/moveTask`, { id: secret.id, seen: secret.updated_at, to: 'archived' }, 404],
		[`${tasks}?/changeTask`, { id: secret.id, seen: secret.updated_at, ...done }, 404],
		[`${project}?/saveBudget`, { ...amounts, seen: budget.updated_at }, 404]
	];

	const before = await everything(company);
	const maxs = await pageOf(member, organization);
	await maxs.goto(tasks);
	for (const [path, form, status] of forms) {
		expect((await post(maxs, path, form)).status(), path).toBe(status);
	}
	expect(await everything(company)).toEqual(before);

	// Nothing is wrong with the forms: an admin's are saved.
	const adas = await pageOf(admin, organization);
	await adas.goto(tasks);
	for (const [path, form] of forms) expect((await post(adas, path, form)).ok(), path).toBe(true);
});

/** All that stands in the organization, as its admin sees it. */
async function everything({ admin: { supabase } }: Company) {
	const tables = ['projects', 'tasks', 'project_members', 'project_budgets'] as const;
	const [projects, tasks, members, budgets] = await Promise.all(
		tables.map((table) => supabase.from(table).select().order('created_at').throwOnError())
	);
	return {
		projects: projects!.data,
		tasks: tasks!.data,
		members: members!.data,
		budgets: budgets!.data
	};
}
