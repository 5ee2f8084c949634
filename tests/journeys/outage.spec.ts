import { newCompany, newProject, newTask } from '../policies/company.ts';
import { choose, expect, hasScript, open, test, unfold } from './test.ts';

const away = 'We cannot reach a service we need';
const everything = '/rest/v1/';

test('while the Data API is away, each page says so and none looks empty @nojs @everywhere', async ({
	pageOf,
	data
}) => {
	const { organization, admin } = await newCompany();
	const project = await newProject(admin);
	const page = await pageOf(admin, organization);
	const organizationPath = `/orgs/${organization.slug}`;
	await open(page, `${organizationPath}/projects`);

	for (const failure of [503, 'cut'] as const) {
		data.fail(everything, failure);
		for (const path of [
			'/orgs',
			organizationPath,
			`${organizationPath}/projects`,
			`${organizationPath}/projects/${project.id}`,
			`${organizationPath}/tasks`,
			`${organizationPath}/members`
		]) {
			const answer = await page.goto(path);
			expect(answer?.status(), path).toBe(503);
			expect(await answer?.headerValue('retry-after'), path).toBe('5');
			await expect(page.getByRole('heading', { name: away })).toBeVisible();
			await expect(page).toHaveTitle(`${away} · Orgdeck`);
			await expect(page.locator('code')).toHaveText(/^[0-9a-f-]{36}$/);
			await expect(page.getByText(/^No .+ (yet|matches)/)).toHaveCount(0);
		}
		data.restore();
	}

	await page.goto(`${organizationPath}/projects?q=Project`);
	data.fail(everything, 503);
	await page.reload();
	await expect(page.getByRole('heading', { name: away })).toBeVisible();
	data.restore();
	await page.getByRole('button', { name: 'Try again' }).click();
	await expect(page.getByRole('link', { name: project.name })).toBeVisible();
});

test('a page that met an outage on the way shows it, and comes back by itself @everywhere', async ({
	pageOf,
	data
}) => {
	const { organization, admin } = await newCompany();
	await newProject(admin, { name: 'Still here' });
	const page = await pageOf(admin, organization);
	await open(page, `/orgs/${organization.slug}/tasks`);
	data.fail(everything, 503);
	await page.clock.install();
	await page.getByRole('link', { name: 'Projects' }).click();
	await expect(page.getByRole('heading', { name: away })).toBeVisible();
	await expect(page.getByText('Trying again every few seconds')).toBeVisible();
	data.restore();
	await page.clock.runFor(6_000);
	await expect(page.getByRole('link', { name: 'Still here' })).toBeVisible();
});

test('a form that is sent meanwhile keeps what was typed, and is saved once all is well @nojs', async ({
	pageOf,
	data
}) => {
	const { organization, admin } = await newCompany();
	const project = await newProject(admin);
	const page = await pageOf(admin, organization);
	await open(page, `/orgs/${organization.slug}/tasks`);
	await unfold(page, 'New task');
	await page.getByLabel('Title').fill('Written in the dark');
	await page.getByRole('combobox', { name: 'Project' }).selectOption(project.name);
	await page.getByRole('combobox', { name: 'Priority', exact: true }).selectOption('High');

	data.fail(everything, 503);
	await page.getByRole('button', { name: 'Create task' }).click();
	if (hasScript()) {
		await expect(page.getByRole('alert').getByText(away)).toBeVisible();
		await expect(page.getByLabel('Title')).toHaveValue('Written in the dark');
		data.restore();
		await page.getByRole('button', { name: 'Try again' }).click();
	} else {
		await expect(page.getByRole('heading', { name: away })).toBeVisible();
		await expect(page.getByLabel('title')).toHaveValue('Written in the dark');
		data.restore();
		await page.getByRole('button', { name: 'Send again' }).click();
	}
	await expect(page.getByLabel('Priority of Written in the dark')).toHaveValue('high');
	const { data: tasks } = await admin.supabase.from('tasks').select('title').throwOnError();
	expect(tasks).toEqual([{ title: 'Written in the dark' }]);
});

test('a form whose answer was lost on the way says so, and does not pretend', async ({
	pageOf,
	data
}) => {
	const { organization, admin } = await newCompany();
	await newProject(admin);
	const page = await pageOf(admin, organization);
	await open(page, `/orgs/${organization.slug}/projects/new`);
	await page.getByLabel('Name').fill('Sent into the night');
	data.fail('POST /rest/v1/projects', 'cut', 1);
	await page.getByRole('button', { name: 'Create project' }).click();
	await expect(page.getByRole('alert').getByText(away)).toBeVisible();
	await expect(page.getByLabel('Name')).toHaveValue('Sent into the night');

	// No answer at all: the browser is offline.
	await page.context().setOffline(true);
	await page.getByRole('button', { name: 'Create project' }).click();
	await expect(page.getByText('The server could not be reached.')).toBeVisible();
	await expect(page.getByLabel('Name')).toHaveValue('Sent into the night');
	await page.context().setOffline(false);
	await page.getByRole('button', { name: 'Try again' }).click();
	await expect(page.getByRole('heading', { name: 'Sent into the night' })).toBeVisible();
});

test('a choice in a row is taken back when it could not be saved @long', async ({
	pageOf,
	data
}) => {
	const { organization, admin } = await newCompany();
	const { title } = await newTask(admin, await newProject(admin));
	const page = await pageOf(admin, organization);
	await open(page, `/orgs/${organization.slug}/tasks`);
	data.fail(everything, 503);
	await choose(page, 'Status', title, 'Blocked');
	await expect(page.getByText('This was not saved')).toBeVisible();
	await expect(page.getByLabel(`Status of ${title}`)).toHaveValue('todo');
	data.restore();
	await page.getByRole('button', { name: 'Try again' }).click();
	await expect(page.getByLabel(`Status of ${title}`)).toHaveValue('blocked');
	await expect
		.poll(async () => {
			const { data: task } = await admin.supabase
				.from('tasks')
				.select('status')
				.single()
				.throwOnError();
			return task.status;
		})
		.toBe('blocked');
});
