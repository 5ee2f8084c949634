import { deactivate, join, leave, newOrganization, newPerson } from '../fixtures.ts';
import { newCompany, newProject, newTask } from '../policies/company.ts';
import { organizations, people } from '../world.ts';
import { check } from './barriers.ts';
import { bothVersions, expect, open, openFilter, test, unfold } from './test.ts';

const acme = `/orgs/${organizations.acme.slug}`;

const pages: [who: string, person: { email: string }, project: string, paths: string[]][] = [
	[
		'an admin',
		people.ada,
		'Payroll migration',
		[
			...['/', '/orgs', '/account', '/sign-out/everywhere', acme],
			...[
				'projects',
				'projects/new',
				'members',
				'members/invitations',
				'sign-in',
				'export',
				'settings',
				'settings/delete'
			].map((page) => `${acme}/${page}`)
		]
	],
	['a member @long', people.max, 'Rocket skates recall', [acme, `${acme}/projects`]]
];
for (const [who, person, project, paths] of pages) {
	test(`axe finds no barrier on the pages of ${who}`, async ({ pageOf }) => {
		const page = await pageOf(person, organizations.acme);
		for (const path of paths) {
			await open(page, path);
			await check(page, path);
		}

		await open(page, `${acme}/projects`);
		await page.getByRole('link', { name: project }).click();
		await expect(page.getByRole('heading', { name: project, level: 1 })).toBeVisible();
		await check(page, 'a project');
	});
}

test('axe finds no barrier on pages that are not there @long', async ({ pageOf }) => {
	const page = await pageOf(people.max, organizations.acme);
	for (const path of ['/orgs/no-such-organization', `${acme}/projects/new`]) {
		await open(page, path);
		await check(page, path);
	}
});

test('axe finds no barrier on a first day, and on the pages of who was shut out @long', async ({
	pageOf
}) => {
	const person = await newPerson();
	const organizations = [];
	for (let number = 0; number < 10; number++) {
		const organization = await newOrganization();
		await join(person, organization, 'admin');
		organizations.push(organization);
	}
	const [here, paused, left] = organizations;
	const page = await pageOf(person, here);
	await open(page, `/orgs/${here!.slug}`);
	await expect(page.getByRole('region', { name: 'First steps' })).toBeVisible();
	await check(page, 'the first steps');
	await unfold(page, 'switch organization');
	await page.getByRole('searchbox').fill('Studio');
	await check(page, 'a switcher with a search');
	await open(page, '/sign-out/everywhere');
	await check(page, 'signing out everywhere');

	await open(page, `/orgs/${left!.slug}`);
	await leave(person, left!);
	await deactivate(person, paused!);
	for (const [{ slug }, said] of [
		[left!, 'You are no longer a member of'],
		[paused!, 'is paused']
	] as const) {
		await open(page, `/orgs/${slug}`);
		await expect(page.getByRole('heading', { name: said })).toBeVisible();
		await check(page, said);
	}
	await open(page, '/orgs');
	await expect(page.getByRole('region', { name: 'Paused' })).toBeVisible();
	await check(page, 'organizations, one of them paused');
});

test('axe finds no barrier in forms, menus, problems and outages @long', async ({
	pageOf,
	data
}) => {
	const { organization, admin } = await newCompany();
	const page = await pageOf(admin, organization);
	const path = `/orgs/${organization.slug}`;
	await open(page, path);
	await unfold(page, 'switch organization');
	await check(page, 'the switcher');
	await unfold(page, 'your menu');
	await check(page, 'the menu of the person');

	await open(page, `${path}/projects/new`);
	await page.getByLabel('Name').fill('  ');
	await page.getByRole('button', { name: 'Create project' }).click();
	await expect(page.getByText('Give the project a name.')).toBeVisible();
	await check(page, 'a problem beside a field');
	const project = await newProject(admin);
	await newTask(admin, project, { due_on: '2020-01-01', assignee_id: admin.id });
	await newTask(admin, project, { status: 'done', priority: 'urgent' });
	await open(page, `${path}/tasks`);
	await unfold(page, 'New task');
	await check(page, 'tasks, and a new one');
	await open(page, `${path}/projects/${project.id}/edit`);
	await unfold(page, 'Delete …');
	await check(page, 'editing a project');
	await open(page, `${path}/projects?q=nothing`);
	await check(page, 'a search without a match');

	await open(page, `${path}/projects/new`);
	data.fail('/rest/v1/', 503);
	await page.getByLabel('Name').fill('Later');
	await page.getByRole('button', { name: 'Create project' }).click();
	await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
	await check(page, 'an outage beside a form');
	await page.goto(path);
	await check(page, 'an outage in place of a page');
});

test('axe finds no barrier in a list, its filters and its selection @long', async ({ pageOf }) => {
	const { organization, admin } = await newCompany();
	const project = await newProject(admin);
	const labels = ['paint', 'fence'];
	const task = await newTask(admin, project, { due_on: '2020-01-01', labels, estimate: 2 });
	await newTask(admin, project, { status: 'done', assignee_id: admin.id });
	const page = await pageOf(admin, organization);
	const path = `/orgs/${organization.slug}/tasks`;
	const columns = ['title', 'labels', 'project', 'estimate', 'created', 'changed', 'status', 'due'];
	await open(page, `${path}?${columns.map((column) => `columns=${column}`).join('&')}`);
	await check(page, 'all columns');
	await open(page, `${path}?status=todo&status=done&due.from=2020-01-01`);
	await openFilter(page, 'Status');
	await check(page, 'a filter of choices');
	await openFilter(page, 'Due');
	await check(page, 'a filter of days');
	await open(page, `${path}?edit=estimate`);
	await check(page, 'a filter of numbers');
	await open(page, path);
	await unfold(page, 'Display');
	await check(page, 'how the list looks');
	await page.keyboard.press('Escape');
	await page.getByRole('checkbox', { name: `Select ${task.title}` }).check();
	await check(page, 'a selection');
	await page.getByRole('button', { name: `More for ${task.title}` }).click();
	await check(page, 'the menu of a row');
	await open(page, `${path}?status=blocked`);
	await check(page, 'filtered out');
	await open(page, `${path}?in=trashed`);
	await check(page, 'an empty trash');
});

test('axe finds no barrier in an open task, its form, a conflict and the trash @long', async ({
	pageOf
}) => {
	const { organization, admin } = await newCompany();
	const project = await newProject(admin);
	const labels = ['paint', 'fence'];
	const task = await newTask(admin, project, { due_on: '2020-01-01', labels, estimate: 2 });
	const other = await newTask(admin, project, { status: 'done', assignee_id: admin.id });
	const page = await pageOf(admin, organization);
	const path = `/orgs/${organization.slug}/tasks`;
	await open(page, `${path}/${task.id}`);
	await check(page, 'an open task');
	await page.getByRole('link', { name: 'Edit' }).click();
	await check(page, 'a task that is edited');
	const change = { title: 'Theirs', description: '**bold** `code`\n\n- [a](https://example.test)' };
	await admin.supabase.from('tasks').update(change).eq('id', task.id).throwOnError();
	await page.getByRole('dialog').getByLabel('Title').fill('Ours');
	await page.getByRole('button', { name: 'Save changes' }).click();
	await expect(bothVersions(page)).toBeVisible();
	await check(page, 'two versions');
	await open(page, `${path}/${task.id}`);
	await check(page, 'a task with a text');
	await admin.supabase.from('tasks').update({ trashed: true }).eq('id', other.id).throwOnError();
	await open(page, `${path}/${other.id}`);
	await check(page, 'a task in the trash');
});

test('axe finds no barrier on the way in', async ({ page, pageOf }) => {
	await open(page, '/');
	await check(page, 'the front page');
	await page.getByRole('link', { name: 'Sign in', exact: true }).click();
	await check(page, 'signing in');
	await page.getByLabel('Email').fill('nobody@example.test');
	await page.getByRole('button', { name: 'Continue' }).click();
	await expect(page.getByRole('alert')).toBeVisible();
	await check(page, 'a mistyped address');
	await page.getByRole('link', { name: 'Sign up', exact: true }).click();
	await check(page, 'signing up');
	await page.goto('/sign-in');
	await page.getByRole('button', { name: people.ada.email }).click();
	await check(page, 'the choice of an organization');

	const noras = await pageOf(people.nora);
	await open(noras, '/orgs');
	await check(noras, 'no organization yet');
});

test('axe finds no barrier in the offer of a new version @long', async ({ pageOf }) => {
	const page = await pageOf(people.max, organizations.acme);
	await page.route('**/_app/version.json', (route) =>
		route.fulfill({ json: { version: 'newer' } })
	);
	await open(page, `${acme}/tasks`);
	// As when somebody comes back to the tab.
	await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
	await expect(page.getByRole('status').getByText('A new version')).toBeVisible();
	await check(page, 'a new version');
});
