import type { Page } from '@playwright/test';
import { addDays } from '../../../src/lib/days.ts';
import { newCompany, newProject, newTask } from '../../policies/company.ts';
import { ask } from '../../policies/database.ts';
import { expect, hasScript, open, ready, test, titlesIn } from '../test.ts';

const count = 120;
const priorities = ['low', 'medium', 'high', 'urgent'];

/** Tasks of which many say the same, and a third has no date and no estimate. */
async function manyTasks() {
	const company = await newCompany();
	const { admin } = company;
	const project = await newProject(admin);
	// Made in one statement they are all of the same moment, so the id has to keep them apart.
	const tasks = Array.from({ length: count }, (_, number) => ({
		project_id: project.id,
		title: `Step ${String((number * 7) % 40).padStart(2, '0')}`,
		priority: priorities[number % 4]!,
		due_on: number % 3 === 0 ? null : addDays('2031-01-01', number % 11),
		estimate: number % 3 === 1 ? null : (number % 7) / 2
	}));
	await admin.supabase.from('tasks').insert(tasks).throwOnError();
	return company;
}

/** What a page of a list shows, by the ids of its tasks, and where the pages beside it are. */
async function read(page: Page, path: string) {
	const answer = await page.request.get(path);
	expect(answer.status(), path).toBe(200);
	const html = await answer.text();
	const link = (rel: string) =>
		html.match(
			new RegExp(`<a[^>]*href="([^"]+)"[^>]*rel="${rel}"|<a[^>]*rel="${rel}"[^>]*href="([^"]+)"`)
		);
	const href = (rel: string) => {
		const [, one, other] = link(rel) ?? [];
		const found = one ?? other;
		return (
			found &&
			new URL(found.replaceAll('&amp;', '&'), new URL(path, 'http://localhost')).href.replace(
				'http://localhost',
				''
			)
		);
	};
	return {
		ids: [...html.matchAll(/data-task="([\da-f-]{36})"/g)].map(([, id]) => id!),
		before: href('prev'),
		after: href('next')
	};
}

/** The whole order as the database has it, with the id as the tie-break and nothing at the end. */
async function inOrder(org: string, column: string, ascending: boolean): Promise<string[]> {
	const way = ascending ? 'asc' : 'desc';
	// Without a value they go by their id, and the way round is that of the list.
	const rows = await ask<{ id: string }>(
		`select id from public.tasks where org_id = $1 order by ${column} ${way} nulls last, id ${way}`,
		[org]
	);
	return rows.map(({ id }) => id);
}

test('120 tasks come in pages in every order, forward and back, none twice and none lost @long', async ({
	pageOf
}) => {
	const { organization, admin } = await manyTasks();
	const page = await pageOf(admin, organization);
	const orders = {
		...{ title: 'title', priority: 'priority_rank', due: 'due_on', estimate: 'estimate' },
		...{ created: 'created_at', changed: 'updated_at' }
	};
	for (const [id, column] of Object.entries(orders)) {
		for (const ascending of [true, false]) {
			const sort = ascending ? id : `-${id}`;
			const expected = await inOrder(organization.id, column, ascending);
			const forward: string[][] = [];
			let next: string | undefined = `/orgs/${organization.slug}/tasks?sort=${sort}`;
			let last: Awaited<ReturnType<typeof read>> | undefined;
			while (next && forward.length < 5) {
				last = await read(page, next);
				forward.push(last.ids);
				next = last.after;
			}
			expect(
				forward.map((ids) => ids.length),
				sort
			).toEqual([50, 50, 20]);
			expect(forward.flat(), sort).toEqual(expected);

			const second = await read(page, last!.before!);
			expect(second.ids, `${sort}, back`).toEqual(forward[1]);
			const first = await read(page, second.before!);
			expect(first.ids, `${sort}, back to the beginning`).toEqual(forward[0]);
			expect(first.before, sort).toBeUndefined();
			expect(await read(page, first.after!), `${sort}, and on`).toMatchObject({ ids: forward[1] });
		}
	}
});

test('pages are clicked through, with the search and the order kept @nojs', async ({ pageOf }) => {
	const { organization, admin } = await manyTasks();
	const page = await pageOf(admin, organization);
	await open(page, `/orgs/${organization.slug}/tasks?q=step&sort=due&size=25`);
	const next = page.getByRole('link', { name: 'Next' });
	const previous = page.getByRole('link', { name: 'Previous' });
	// The total comes after the rows, for whom a script can show it.
	const total = hasScript() ? '120 tasks' : '25 tasks on this page';
	await expect(page.getByRole('status').filter({ hasText: total })).toBeVisible();
	await expect(previous).toHaveCount(0);
	const pages: string[][] = [await titlesIn(page, 25)];
	// The fourth page has the last with a date and the first without.
	for (const size of [25, 25, 25, 20]) {
		const before = page.url();
		await next.click();
		await expect(page).not.toHaveURL(before);
		pages.push(await titlesIn(page, size));
	}
	await expect(next).toHaveCount(0);
	expect(pages.flat()).toHaveLength(count);
	await ready(page);
	for (const titles of pages.slice(0, -1).toReversed()) {
		const before = page.url();
		await previous.click();
		await expect(page).not.toHaveURL(before);
		expect(await titlesIn(page, 25)).toEqual(titles);
	}
	await expect(previous).toHaveCount(0);
	await expect(page.getByRole('searchbox')).toHaveValue('step');
});

test('a row that is added or gone meanwhile neither repeats nor hides another', async ({
	pageOf
}) => {
	const { organization, admin } = await manyTasks();
	const page = await pageOf(admin, organization);
	const path = `/orgs/${organization.slug}/tasks`;
	const first = await read(page, path);
	const { data: project } = await admin.supabase
		.from('projects')
		.select('id')
		.single()
		.throwOnError();
	await admin.supabase
		.from('tasks')
		.insert({ project_id: project.id, title: 'New' })
		.throwOnError();
	await admin.supabase.from('tasks').delete().eq('id', first.ids[0]!).throwOnError();
	await admin.supabase.from('tasks').delete().eq('id', first.ids.at(-1)!).throwOnError();
	const second = await read(page, first.after!);
	const third = await read(page, second.after!);
	const expected = await inOrder(organization.id, 'created_at', false);
	expect([...second.ids, ...third.ids]).toEqual(expected.slice(49));
});

test('a page whose rows are gone shows the beginning of the list @nojs', async ({ pageOf }) => {
	const { organization, admin } = await manyTasks();
	const page = await pageOf(admin, organization);
	await open(page, `/orgs/${organization.slug}/tasks?size=100`);
	const shown = await page
		.locator('[data-task]')
		.evaluateAll((all) => all.map((one) => one.dataset.task!));
	await page.getByRole('link', { name: 'Next' }).click();
	await titlesIn(page, 20);
	await ask('delete from public.tasks where org_id = $1 and not (id = any ($2))', [
		organization.id,
		shown
	]);
	await page.reload();
	await titlesIn(page, 100);
	await expect(page.getByText('No tasks yet')).toHaveCount(0);
});

test('a heading orders the list by its column, first the usual way and then the other @nojs', async ({
	pageOf
}) => {
	const { organization, admin } = await newCompany();
	await newTask(admin, await newProject(admin));
	const page = await pageOf(admin, organization);
	const columns = ['title', 'status', 'due', 'estimate', 'created', 'changed', 'priority'];
	const query = columns.map((column) => `columns=${column}`).join('&');
	await open(page, `/orgs/${organization.slug}/tasks?${query}`);
	for (const [label, first, second] of [
		['Task', 'ascending', 'descending'],
		['Due', 'ascending', 'descending'],
		['Priority', 'descending', 'ascending'],
		['Estimate', 'descending', 'ascending'],
		['Changed', 'descending', 'ascending']
	] as const) {
		const head = page.getByRole('columnheader', { name: label });
		await head.getByRole('link').click();
		await expect(head).toHaveAttribute('aria-sort', first);
		await head.getByRole('link').click();
		await expect(head).toHaveAttribute('aria-sort', second);
	}
	await expect(page.getByRole('columnheader', { name: 'Status' }).getByRole('link')).toHaveCount(0);
});
