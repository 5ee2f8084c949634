import { as, join, newOrganization, newPerson, unique } from '../fixtures.ts';
import type { Organization, Person } from '../fixtures.ts';
import { newProject, newTask } from '../policies/company.ts';
import type { Page } from '@playwright/test';
import { choose, expect, open, post, switchTo, test, unfold } from './test.ts';

/** Somebody who runs two organizations, with a project of the same name in each. */
async function runsTwo() {
	const person = await newPerson();
	const name = `Move ${unique()}`;
	const [first, second] = await Promise.all([
		organizationWith(person, name),
		organizationWith(person, name)
	]);
	return { person, name, first, second };
}

async function organizationWith(person: Person, name: string) {
	const organization = await newOrganization();
	await join(person, organization, 'admin');
	const supabase = await as(person, organization);
	const project = await newProject({ supabase }, { name });
	return { ...organization, supabase, project };
}

const tasksOf = ({ slug }: Organization) => `/orgs/${slug}/tasks`;

async function fillIn(page: Page, title: string, project: string) {
	await unfold(page, 'New task');
	await page.getByLabel('Title').fill(title);
	await page.getByRole('combobox', { name: 'Project' }).selectOption(project);
}

async function titlesIn({ supabase }: Awaited<ReturnType<typeof organizationWith>>) {
	const { data } = await supabase.from('tasks').select('title').order('title').throwOnError();
	return data.map(({ title }) => title);
}

test('two tabs on two organizations write side by side, each into its own @everywhere', async ({
	pageOf
}) => {
	const { person, name, first, second } = await runsTwo();
	const tab = await pageOf(person, first);
	const otherTab = await tab.context().newPage();
	await open(tab, tasksOf(first));
	await open(otherTab, tasksOf(second));
	await fillIn(tab, 'first 1', name);
	await fillIn(otherTab, 'second 1', name);

	for (const number of [1, 2, 3]) {
		for (const [page, title] of [
			[tab, `first ${number}`],
			[otherTab, `second ${number}`]
		] as const) {
			await page.getByLabel('Title').fill(title);
			await page.getByRole('button', { name: 'Create task' }).click();
			await expect(page.getByRole('row', { name: title })).toBeVisible();
		}
	}
	await choose(tab, 'Status', 'first 2', 'Done');
	await choose(otherTab, 'Status', 'second 2', 'Blocked');

	expect(await titlesIn(first)).toEqual(['first 1', 'first 2', 'first 3']);
	expect(await titlesIn(second)).toEqual(['second 1', 'second 2', 'second 3']);
	await expect(tab.getByRole('row', { name: 'second' })).toHaveCount(0);
	await expect(otherTab.getByRole('row', { name: 'first' })).toHaveCount(0);
});

test('a form that was open while another tab switched goes where it was opened @nojs', async ({
	pageOf
}) => {
	const { person, name, first, second } = await runsTwo();
	const tab = await pageOf(person, first);
	const otherTab = await tab.context().newPage();
	await open(tab, tasksOf(first));
	await fillIn(tab, 'Begun before', name);

	await open(otherTab, tasksOf(first));
	await switchTo(otherTab, second);
	await expect(otherTab).toHaveURL(tasksOf(second));
	await tab.getByRole('button', { name: 'Create task' }).click();
	await expect(tab.getByRole('row', { name: 'Begun before' })).toBeVisible();

	expect(await titlesIn(first)).toEqual(['Begun before']);
	expect(await titlesIn(second)).toEqual([]);
});

test('a form of one organization sent to the address of another changes nothing', async ({
	pageOf
}) => {
	const { person, first, second } = await runsTwo();
	const task = await newTask(first, first.project, { title: 'Stays' });
	const page = await pageOf(person, first);
	await page.goto(tasksOf(first));

	const { id, updated_at: seen } = task;
	const forms: [action: string, form: Record<string, string>][] = [
		['createTask', { title: 'Strays', project_id: first.project.id }],
		['changeTask', { id, seen, status: 'done', 'was.status': 'todo' }],
		['deleteTask', { id, seen }]
	];
	for (const [action, form] of forms) {
		const answer = await post(page, `${tasksOf(second)}?/${action}`, form);
		expect(answer.status(), action).toBe(404);
	}
	expect(await titlesIn(second)).toEqual([]);
	const { data: rows } = await first.supabase.from('tasks').select().throwOnError();
	expect(rows).toEqual([task]);

	// Where they belong they work.
	for (const [action, form] of forms) {
		// By then the task has changed.
		const status = action === 'deleteTask' ? 409 : 200;
		const answer = await post(page, `${tasksOf(first)}?/${action}`, form);
		expect(answer.status(), action).toBe(status);
	}
});
