import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { unique } from '../fixtures.ts';
import { newCompany, newPrivateProject, newProject, newTask } from './company.ts';
import type { Company } from './company.ts';
import { rowsOf } from './database.ts';

/*
 * A row can only point to rows of its own organization, and the refusal does not tell whether
 * there is such a thing in another.
 */

let company: Company;
let other: Company;
let theirProject: { id: string };

beforeAll(async () => {
	[company, other] = await Promise.all([newCompany(), newCompany()]);
	theirProject = await newProject(other.admin, { lead_id: other.admin.id });
});

interface Refusal {
	code: string;
	message: string;
	details: string | null;
	hint: string | null;
}

/** Without the ids that the question named. */
function anonymous(refusal: Refusal | null, ...ids: string[]): Refusal | null {
	const text = JSON.stringify(refusal);
	return JSON.parse(ids.reduce((known, id) => known.replaceAll(id, 'ID'), text));
}

async function expectSameRefusal(
	code: string,
	theirs: string,
	nobodys: string,
	deed: (id: string) => PromiseLike<{ error: Refusal | null }>
): Promise<void> {
	const [foreign, unknown] = [await deed(theirs), await deed(nobodys)];
	expect(foreign.error?.code).toBe(code);
	expect(anonymous(foreign.error, theirs)).toEqual(anonymous(unknown.error, nobodys));
}

describe.each([
	['an admin', 'admin', '23503'],
	['a member', 'member', '42501']
] as const)('%s', (_, role, code) => {
	test('cannot add a task to a project of another organization', async () => {
		const { supabase } = company[role];
		const title = `Trojan ${unique()}`;
		await expectSameRefusal(code, theirProject.id, randomUUID(), (id) =>
			supabase.from('tasks').insert({ project_id: id, title })
		);
		expect(await rowsOf('tasks', { title })).toEqual([]);
		expect(await rowsOf('projects', { id: theirProject.id })).toHaveLength(1);
	});

	test('cannot move a task to a project of another organization', async () => {
		const { supabase } = company[role];
		const task = await newTask(company.admin, await newProject(company.admin));
		await expectSameRefusal(code, theirProject.id, randomUUID(), (id) =>
			supabase.from('tasks').update({ project_id: id }).eq('id', task.id)
		);
		expect(await rowsOf('tasks', { id: task.id })).toMatchObject([{ project_id: task.project_id }]);
	});

	test('cannot assign a task to somebody of another organization', async () => {
		const { supabase } = company[role];
		const project = await newProject(company.admin);
		const task = await newTask(company.admin, project);
		const title = `Trojan ${unique()}`;
		await expectSameRefusal('23503', other.member.id, `user_${unique()}`, (id) =>
			supabase.from('tasks').update({ assignee_id: id }).eq('id', task.id)
		);
		await expectSameRefusal('23503', other.member.id, `user_${unique()}`, (id) =>
			supabase.from('tasks').insert({ project_id: project.id, title, assignee_id: id })
		);
		expect(await rowsOf('tasks', { id: task.id })).toMatchObject([{ assignee_id: null }]);
		expect(await rowsOf('tasks', { title })).toEqual([]);
	});

	test('cannot give a budget to a project of another organization', async () => {
		const { supabase } = company[role];
		await expectSameRefusal(code, theirProject.id, randomUUID(), (id) =>
			supabase.from('project_budgets').insert({ project_id: id, amount: 1 })
		);
		expect(await rowsOf('project_budgets', { project_id: theirProject.id })).toEqual([]);
	});

	test('cannot add people to a project of another organization', async () => {
		const { supabase, id: user_id } = company[role];
		await expectSameRefusal(code, theirProject.id, randomUUID(), (id) =>
			supabase.from('project_members').insert({ project_id: id, user_id })
		);
		expect(await rowsOf('project_members', { user_id })).toEqual([]);
	});

	test('cannot add somebody of another organization to a project', async () => {
		const { supabase } = company[role];
		const project = await newProject(company.admin);
		await expectSameRefusal(code, other.member.id, `user_${unique()}`, (id) =>
			supabase.from('project_members').insert({ project_id: project.id, user_id: id })
		);
		expect(await rowsOf('project_members', { project_id: project.id })).toEqual([]);
	});

	test('cannot make somebody of another organization the lead of a new project', async () => {
		const { supabase } = company[role];
		const name = `Trojan ${unique()}`;
		await expectSameRefusal(code, other.admin.id, `user_${unique()}`, (id) =>
			supabase.from('projects').insert({ name, lead_id: id })
		);
		expect(await rowsOf('projects', { name })).toEqual([]);
	});
});

test('an admin cannot make somebody of another organization the lead of a project', async () => {
	const project = await newProject(company.admin);
	await expectSameRefusal('23503', other.admin.id, `user_${unique()}`, (id) =>
		company.admin.supabase.from('projects').update({ lead_id: id }).eq('id', project.id)
	);
	expect(await rowsOf('projects', { id: project.id })).toMatchObject([{ lead_id: null }]);
});

test('to a member a private project is refused like one that is not there', async () => {
	const { admin, member } = company;
	const project = await newPrivateProject(admin);
	const title = `Probe ${unique()}`;
	await expectSameRefusal('42501', project.id, randomUUID(), (id) =>
		member.supabase.from('tasks').insert({ project_id: id, title })
	);
	const task = await newTask(admin, await newProject(admin));
	await expectSameRefusal('42501', project.id, randomUUID(), (id) =>
		member.supabase.from('tasks').update({ project_id: id }).eq('id', task.id)
	);
	expect(await rowsOf('tasks', { project_id: project.id })).toEqual([]);
	expect(await rowsOf('projects', { id: project.id })).toHaveLength(1);
});
