import { beforeAll, describe, expect, test } from 'vitest';
import { newCompany, newProject, newTask } from './company.ts';
import type { Company } from './company.ts';

let company: Company;
let project: { id: string };

beforeAll(async () => {
	company = await newCompany();
	project = await newProject(company.admin);
});

async function codeFor(values: object): Promise<string | null> {
	const { error } = await company.member.supabase
		.from('tasks')
		.insert({ project_id: project.id, title: 'Deep', ...values });
	return error?.code ?? null;
}

test('a task says nothing more at first', async () => {
	expect(await newTask(company.member, project)).toMatchObject({
		description: '',
		labels: [],
		estimate: null
	});
});

test('a member writes a description, labels and an estimate, and changes them', async () => {
	const values = { description: '**Why**\n\n- because', labels: ['Urlaub', 'été'], estimate: 2.25 };
	const task = await newTask(company.member, project, values);
	expect(task).toMatchObject(values);
	const { data } = await company.colleague.supabase
		.from('tasks')
		.update({ description: '', labels: [], estimate: null })
		.eq('id', task.id)
		.select('description, labels, estimate')
		.single()
		.throwOnError();
	expect(data).toEqual({ description: '', labels: [], estimate: null });
});

test.each([
	['low', 1],
	['medium', 2],
	['high', 3],
	['urgent', 4]
])('the priority %s ranks as %i', async (priority, priority_rank) => {
	expect(await newTask(company.member, project, { priority })).toMatchObject({ priority_rank });
});

describe('what fits', () => {
	test.each([
		['20,000 characters, whatever they are', { description: '🙂'.repeat(20_000) }],
		['ten labels', { labels: Array.from({ length: 10 }, (_, n) => `label ${n}`) }],
		['a label of 40 characters', { labels: ['é'.repeat(40)] }],
		['labels that differ in case', { labels: ['Bug', 'bug'] }],
		['no hours', { estimate: 0 }],
		['many hours', { estimate: 99_999.99 }]
	])('%s', async (_, values) => expect(await codeFor(values)).toBeNull());
});

describe('what does not fit', () => {
	test.each([
		['20,001 characters', { description: 'x'.repeat(20_001) }],
		['eleven labels', { labels: Array.from({ length: 11 }, (_, n) => `label ${n}`) }],
		['a label of 41 characters', { labels: ['x'.repeat(41)] }],
		['an empty label', { labels: [''] }],
		['a label that is not there', { labels: [null] }],
		['a label twice', { labels: ['a', 'b', 'a'] }],
		['a label with space before it', { labels: [' a'] }],
		['a label with a line break after it', { labels: ['a\n'] }],
		['lists of labels', { labels: [['a'], ['b']] }],
		['less than no hours', { estimate: -0.01 }]
	])('%s', async (_, values) => expect(await codeFor(values)).toBe('23514'));

	test('more hours than anybody has', async () => {
		expect(await codeFor({ estimate: 100_000 })).toBe('22003');
	});
});
