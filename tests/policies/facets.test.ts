import { beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/lib/database.types.ts';
import { as, newPerson, unique } from '../fixtures.ts';
import type { Supabase } from '../fixtures.ts';
import { newCompany, newPrivateProject, newProject, newTask } from './company.ts';
import type { Company } from './company.ts';
import { ask } from './database.ts';

type Filters = Database['public']['Functions']['task_facets']['Args'];
type Task = Database['public']['Tables']['tasks']['Row'];
type Counts = Record<string, Record<string, number>>;

let company: Company;
let projects: { id: string }[];
let tasks: Task[];

const statuses = ['todo', 'in_progress', 'blocked', 'done'];
const priorities = ['low', 'medium', 'high', 'urgent'];
const labels = ['red', 'green', 'blue'];
const word = unique();

beforeAll(async () => {
	company = await newCompany();
	const { admin, member, colleague } = company;
	projects = [await newProject(admin), await newProject(admin)];
	const made = Array.from({ length: 24 }, (_, n) =>
		newTask(admin, projects[n % 2]!, {
			title: n % 5 === 0 ? `50%_off ${word} ${n}` : `Task ${n}`,
			status: statuses[n % 4],
			priority: priorities[(n + Math.floor(n / 4)) % 4],
			assignee_id: [null, member.id, colleague.id][n % 3],
			labels: labels.filter((_, index) => (n >> index) % 2 === 1),
			due_on: n % 6 === 0 ? null : `2031-01-${String(n + 1).padStart(2, '0')}`,
			estimate: n % 4 === 0 ? null : n
		})
	);
	await Promise.all(made);
	const { data } = await admin.supabase.from('tasks').select().order('title').throwOnError();
	await admin.supabase
		.from('tasks')
		.update({ archived: true })
		.eq('id', data[0]!.id)
		.throwOnError();
	const again = await admin.supabase.from('tasks').select().throwOnError();
	tasks = again.data;
});

async function countsFor({ supabase }: { supabase: Supabase }, filters: Filters): Promise<Counts> {
	const { data } = await supabase.rpc('task_facets', filters).throwOnError();
	const counts: Counts = { status: {}, priority: {}, assignee: {}, project: {}, label: {} };
	for (const { facet, value, n } of data) counts[facet]![value] = n;
	return counts;
}

/** The values of a task by facet, and the filter that each facet leaves aside. */
const facets = {
	status: { of: (task: Task) => [task.status], filter: 'statuses' },
	priority: { of: (task: Task) => [task.priority], filter: 'priorities' },
	assignee: { of: (task: Task) => [task.assignee_id ?? 'none'], filter: 'assignees' },
	project: { of: (task: Task) => [task.project_id], filter: 'projects' },
	label: { of: (task: Task) => task.labels, filter: 'labels_any' }
} as const;

/** A plain count in a program: the second opinion. */
function plainly(filters: Filters): Counts {
	const others = ({ title, due_on, created_at, estimate, state }: Task): boolean =>
		(filters.query === undefined || title.includes(filters.query)) &&
		state === (filters.in_state ?? 'active') &&
		(filters.due_from === undefined || (due_on ?? '') >= filters.due_from) &&
		(filters.due_to === undefined || (due_on !== null && due_on <= filters.due_to)) &&
		(!filters.due_none || due_on === null) &&
		(filters.created_from === undefined || created_at >= filters.created_from) &&
		(filters.created_before === undefined || created_at < filters.created_before) &&
		(filters.estimate_from === undefined || (estimate ?? -1) >= filters.estimate_from) &&
		(filters.estimate_to === undefined || (estimate !== null && estimate <= filters.estimate_to)) &&
		(filters.title_contains === undefined ||
			title.toLowerCase().includes(filters.title_contains.toLowerCase()));
	const counts: Counts = {};
	for (const [facet, { of }] of Object.entries(facets)) {
		counts[facet] = {};
		for (const task of tasks.filter(others)) {
			const isCounted = Object.entries(facets).every(
				([name, { of: valuesOf, filter }]) =>
					name === facet ||
					!filters[filter] ||
					valuesOf(task).some((value) => filters[filter]!.includes(value))
			);
			if (!isCounted) continue;
			for (const value of of(task)) counts[facet][value] = (counts[facet][value] ?? 0) + 1;
		}
	}
	return counts;
}

describe('counts are those of a plain count', () => {
	test.each<[string, () => Filters]>([
		['of everything', () => ({})],
		['of what is archived', () => ({ in_state: 'archived' })],
		['of a status', () => ({ statuses: ['todo'] })],
		['of two priorities', () => ({ priorities: ['low', 'urgent'] })],
		['of nobody or somebody', () => ({ assignees: ['none', company.member.id] })],
		['of a project', () => ({ projects: [projects[0]!.id] })],
		['of labels', () => ({ labels_any: ['red', 'blue'] })],
		[
			'of a choice in each',
			() => ({
				...{ statuses: ['todo', 'done'], priorities: ['low', 'medium', 'high'] },
				...{ assignees: [company.member.id, company.colleague.id] },
				...{ projects: [projects[0]!.id, projects[1]!.id], labels_any: ['green'] }
			})
		],
		['of no choice at all', () => ({ statuses: [] })],
		['of days', () => ({ due_from: '2031-01-05', due_to: '2031-01-15' })],
		['of days that have begun', () => ({ due_from: '2031-01-05' })],
		[
			'of times',
			() => ({ created_from: '2020-01-01T00:00:00Z', created_before: '2999-01-01T00:00:00Z' })
		],
		['of times that are over', () => ({ created_before: '2020-01-01T00:00:00Z' })],
		['of times up to one that is not included', () => ({ created_before: tasks[3]!.created_at })],
		['of no date', () => ({ due_none: true })],
		['of hours', () => ({ estimate_from: 3, estimate_to: 17.5 })],
		['of a part of the title', () => ({ title_contains: 'aSK 1' })],
		['of a part of the title with signs', () => ({ title_contains: '%_' })],
		['of a sign that stands for nothing', () => ({ title_contains: '\\' })],
		['of a search', () => ({ query: word })],
		['of a search with a choice', () => ({ query: word, statuses: ['todo'] })]
	])('%s', async (_, filters) => {
		expect(await countsFor(company.admin, filters())).toEqual(plainly(filters()));
	});
});

test('a member’s counts leave out what they do not see', async () => {
	const { admin, member, colleague } = await newCompany();
	const project = await newProject(admin);
	const secret = await newPrivateProject(admin, colleague);
	const label = unique();
	await newTask(admin, project, { labels: [label] });
	await newTask(admin, secret, { labels: [label, `only ${label}`] });
	expect(await countsFor(member, {})).toEqual({
		status: { todo: 1 },
		priority: { medium: 1 },
		assignee: { none: 1 },
		project: { [project.id]: 1 },
		label: { [label]: 1 }
	});
	for (const who of [admin, colleague]) {
		const counts = await countsFor(who, {});
		expect(counts.label).toEqual({ [label]: 2, [`only ${label}`]: 1 });
	}
});

test('nobody counts anything of another organization', async () => {
	const other = await newCompany();
	const nothing = { status: {}, priority: {}, assignee: {}, project: {}, label: {} };
	const asked = { projects: [projects[0]!.id], query: word };
	expect(await countsFor(other.admin, asked)).toEqual(nothing);
	expect(await countsFor({ supabase: await as(await newPerson()) }, {})).toEqual(nothing);
	expect((await countsFor(company.admin, asked)).status).not.toEqual({});
});

test('at most 100 values come, the most frequent first', async () => {
	const { admin, organization } = await newCompany();
	const project = await newProject(admin);
	await ask(
		`insert into public.tasks (org_id, created_by, project_id, title, labels)
		select $1, $2, $3::uuid, 'Task', array['label ' || n / 2] from generate_series(2, 241) n
		union all select $1, $2, $3::uuid, 'Task', '{often}' from generate_series(1, 3)`,
		[organization.id, admin.id, project.id]
	);
	const { data } = await admin.supabase.rpc('task_facets').throwOnError();
	const found = data.filter(({ facet }) => facet === 'label');
	expect(found).toHaveLength(100);
	expect(found[0]).toMatchObject({ value: 'often', n: 3 });
});

test('no filter is an error', async () => {
	const odd = ['', '%', '\\', "'", '🙂', '\u202e', 'x'.repeat(10_000), '{', 'null', 'NaN'];
	for (const text of odd) {
		for (const filters of [
			{ query: text },
			{ title_contains: text },
			{ statuses: [text] },
			{ labels_any: [text, ...odd] },
			{ in_state: text, assignees: odd }
		]) {
			const { error } = await company.member.supabase.rpc('task_facets', filters);
			expect(error, JSON.stringify(filters)).toBeNull();
		}
	}
});
