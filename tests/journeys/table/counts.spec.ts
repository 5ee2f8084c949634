import type { Locator } from '@playwright/test';
import { addDays } from '../../../src/lib/days.ts';
import { newCompany, newPrivateProject, newProject, newTask } from '../../policies/company.ts';
import { expect, open, openFilter, rowsOf, search, test } from '../test.ts';

const today = new Date().toISOString().slice(0, 10);

/** What stands beside each choice. */
async function counts(form: Locator): Promise<Record<string, string>> {
	await expect(form.locator('label span.tabular-nums').first()).toHaveText(/^\d/);
	const labels = await form.locator('label').allInnerTexts();
	return Object.fromEntries(
		labels.map((text) => {
			const [, name, count] =
				text
					.replaceAll(/\s+/g, ' ')
					.trim()
					.match(/^(.*) ([\d,]+)$/) ?? [];
			return [name ?? text, count ?? ''];
		})
	);
}

test('beside each choice stands how many tasks it would leave, of those that somebody sees', async ({
	pageOf
}) => {
	const { organization, admin, member } = await newCompany();
	const [project, hidden] = [await newProject(admin), await newPrivateProject(admin)];
	await newTask(admin, project, { status: 'todo', priority: 'high', assignee_id: member.id });
	await newTask(admin, project, { status: 'todo', priority: 'low', labels: ['paint'] });
	await newTask(admin, project, { status: 'done', priority: 'high', due_on: addDays(today, -2) });
	await newTask(admin, project, {
		status: 'blocked',
		due_on: addDays(today, -2),
		labels: ['paint']
	});
	await newTask(admin, hidden, { status: 'todo', priority: 'high' });
	const trashed = await newTask(admin, project, { status: 'todo' });
	await admin.supabase.from('tasks').update({ trashed: true }).eq('id', trashed.id).throwOnError();

	const maxs = await pageOf(member, organization);
	const tasks = `/orgs/${organization.slug}/tasks`;
	await open(maxs, tasks);
	await expect(maxs.getByRole('status').filter({ hasText: '4 tasks' })).toBeVisible();
	expect(await counts(await openFilter(maxs, 'Status'))).toEqual({
		...{ 'To do': '2', 'In progress': '0', Blocked: '1', Done: '1' }
	});
	expect(await counts(await openFilter(maxs, 'Assignee'))).toMatchObject({ Nobody: '3', Me: '1' });

	// Each filter leaves itself aside and keeps to the others.
	await open(maxs, `${tasks}?status=todo&priority=high`);
	expect(await counts(await openFilter(maxs, 'Status'))).toMatchObject({ 'To do': '1', Done: '1' });
	expect(await counts(await openFilter(maxs, 'Priority'))).toMatchObject({ High: '1', Low: '1' });
	await open(maxs, `${tasks}?edit=label`);
	expect(await counts(await openFilter(maxs, 'Label'))).toEqual({ paint: '2' });

	// What is done is not late.
	await open(maxs, `${tasks}?due=late`);
	expect(await counts(await openFilter(maxs, 'Status'))).toMatchObject({ Blocked: '1', Done: '0' });
	await open(maxs, `${tasks}?due=none`);
	expect(await counts(await openFilter(maxs, 'Status'))).toEqual({
		...{ 'To do': '2', 'In progress': '0', Blocked: '0', Done: '0' }
	});
	await open(maxs, `${tasks}?in=trashed`);
	expect(await counts(await openFilter(maxs, 'Status'))).toMatchObject({
		'To do': '1',
		Blocked: '0'
	});

	const adas = await pageOf(admin, organization);
	await open(adas, tasks);
	expect(await counts(await openFilter(adas, 'Status'))).toMatchObject({ 'To do': '3' });
	// Of one project, in that project.
	await open(adas, `/orgs/${organization.slug}/projects/${hidden.id}`);
	expect(await counts(await openFilter(adas, 'Status'))).toMatchObject({ 'To do': '1', Done: '0' });
});

test('beside each choice of a list of projects stands how many it would leave @long', async ({
	pageOf
}) => {
	const { organization, admin, member } = await newCompany();
	await newProject(admin, { name: 'Kitchen', status: 'active' });
	await newProject(admin, { name: 'Kitchen garden', status: 'done' });
	await newProject(admin, { name: 'Roof', status: 'done' });
	await newPrivateProject(admin);
	const projects = `/orgs/${organization.slug}/projects`;
	const adas = await pageOf(admin, organization);
	await open(adas, projects);
	expect(await counts(await openFilter(adas, 'Visible to'))).toEqual({
		Everyone: '3',
		'Its people': '1'
	});
	await open(adas, `${projects}?q=kitchen&visibility=org&status=done`);
	expect(await counts(await openFilter(adas, 'Status'))).toMatchObject({ Active: '1', Done: '1' });

	const maxs = await pageOf(member, organization);
	await open(maxs, projects);
	expect(await counts(await openFilter(maxs, 'Visible to'))).toEqual({
		Everyone: '3',
		'Its people': '0'
	});
});

test('beside each choice of a list of members stands how many it would leave @long', async ({
	pageOf
}) => {
	const { organization, admin, member, colleague } = await newCompany();
	const people = `/orgs/${organization.slug}/members`;
	const adas = await pageOf(admin, organization);
	await open(adas, people);
	expect(await counts(await openFilter(adas, 'Role'))).toMatchObject({ Admin: '1', Member: '2' });
	expect(await counts(await openFilter(adas, 'State'))).toMatchObject({
		Active: '3',
		Removed: '0'
	});
	await search(adas, colleague.email);
	await expect(rowsOf(adas)).toHaveCount(1);
	const roles = await openFilter(adas, 'Role');
	await expect.poll(() => counts(roles)).toMatchObject({ Admin: '0', Member: '1' });

	// Addresses are found by their parts, and by nobody outside.
	const maxs = await pageOf(member, organization);
	await open(maxs, `${people}?q=${encodeURIComponent(colleague.email.slice(0, -3))}`);
	await expect(rowsOf(maxs)).toHaveCount(1);
});

test('choosing works while the counts cannot be had @long', async ({ pageOf, data }) => {
	const { organization, admin } = await newCompany();
	const { title } = await newTask(admin, await newProject(admin), { status: 'blocked' });
	const page = await pageOf(admin, organization);
	await open(page, `/orgs/${organization.slug}/tasks`);
	data.fail('/rest/v1/rpc/task_facets', 503);
	const form = await openFilter(page, 'Status');
	await form.getByLabel('Blocked').check();
	await expect(page).toHaveURL(/status=blocked/);
	await expect(page.getByRole('link', { name: title })).toBeVisible();
});

test('a total says how many match, exactly @long', async ({ pageOf }) => {
	const { organization, admin } = await newCompany();
	const project = await newProject(admin);
	const tasks = Array.from({ length: 130 }, (_, number) => ({
		project_id: project.id,
		title: number < 60 ? `Even ${number}` : `Odd ${number}`
	}));
	await admin.supabase.from('tasks').insert(tasks).throwOnError();
	const page = await pageOf(admin, organization);
	const total = page.getByRole('status').filter({ hasText: 'tasks' });
	await open(page, `/orgs/${organization.slug}/tasks`);
	await expect(total).toHaveText('130 tasks');
	await open(page, `/orgs/${organization.slug}/tasks?q=even`);
	await expect(total).toHaveText('60 tasks');
	await open(page, `/orgs/${organization.slug}/tasks?q=even&in=archived`);
	await expect(page.getByText('No task matches “even”')).toBeVisible();
});
