import { beforeAll, describe, expect, test } from 'vitest';
import { newCompany, newPrivateProject, newProject, newTask } from './company.ts';
import type { Company, Speaker } from './company.ts';
import { ask, rowsOf } from './database.ts';

let company: Company;
let admin: Speaker;
let member: Speaker;
let colleague: Speaker;

beforeAll(async () => {
	company = await newCompany();
	({ admin, member, colleague } = company);
});

type Change = { archived?: boolean; trashed?: boolean; title?: string };

/** What became of an attempt: `done`, `nothing` where no row was theirs, or the code of a refusal. */
async function set(
	{ supabase }: Speaker,
	table: 'tasks' | 'projects',
	{ id }: { id: string },
	{ title, ...change }: Change
): Promise<string> {
	const values = title === undefined ? change : { ...change, title };
	const { data, error } = await supabase.from(table).update(values).eq('id', id).select('id');
	if (error) return error.code;
	return data.length === 1 ? 'done' : 'nothing';
}

async function taskNow({ id }: { id: string }) {
	const [row] = await rowsOf('tasks', { id });
	return row;
}

describe('a task', () => {
	test('is archived and brought back by whoever may change it', async () => {
		const task = await newTask(member, await newProject(admin));
		expect(task).toMatchObject({ state: 'active', archived: false, archived_at: null });
		expect(await set(colleague, 'tasks', task, { archived: true })).toBe('done');
		const archived = await taskNow(task);
		expect(archived).toMatchObject({ state: 'archived', trashed_at: null });
		expect(Date.parse(String(archived?.archived_at))).toBeGreaterThan(Date.now() - 60_000);
		expect(await set(colleague, 'tasks', task, { archived: false })).toBe('done');
		expect(await taskNow(task)).toMatchObject({ state: 'active', archived_at: null });
	});

	test('is not archived by who does not see it', async () => {
		const task = await newTask(admin, await newPrivateProject(admin, member));
		expect(await set(colleague, 'tasks', task, { archived: true })).toBe('nothing');
		expect(await set(member, 'tasks', task, { archived: true })).toBe('done');
	});

	test('is put in the trash and brought back by who made it and by admins, and by no other', async () => {
		const project = await newProject(admin);
		for (const who of [member, admin]) {
			const task = await newTask(member, project);
			expect(await set(colleague, 'tasks', task, { trashed: true })).toBe('42501');
			expect(await taskNow(task)).toMatchObject({ state: 'active', trashed_at: null });
			expect(await set(who, 'tasks', task, { trashed: true })).toBe('done');
			expect(await taskNow(task)).toMatchObject({ state: 'trashed' });
			expect(await set(colleague, 'tasks', task, { trashed: false })).toBe('nothing');
			expect(await taskNow(task)).toMatchObject({ state: 'trashed' });
			expect(await set(who, 'tasks', task, { trashed: false })).toBe('done');
			expect(await taskNow(task)).toMatchObject({ state: 'active', trashed_at: null });
		}
	});

	test('in the trash is still read by whoever sees the project, and changed by no other', async () => {
		const task = await newTask(member, await newProject(admin));
		await set(member, 'tasks', task, { trashed: true });
		const { data } = await colleague.supabase
			.from('tasks')
			.select('state')
			.eq('id', task.id)
			.throwOnError();
		expect(data).toEqual([{ state: 'trashed' }]);
		expect(await set(colleague, 'tasks', task, { title: 'Mine now' })).toBe('nothing');
		expect(await set(member, 'tasks', task, { title: 'Still mine' })).toBe('done');
	});

	test('in the trash is deleted for ever by those who may delete it', async () => {
		const task = await newTask(member, await newProject(admin));
		await set(member, 'tasks', task, { trashed: true });
		const remove = ({ supabase }: Speaker) => supabase.from('tasks').delete().eq('id', task.id);
		await remove(colleague).throwOnError();
		expect(await taskNow(task)).toBeDefined();
		await remove(member).throwOnError();
		expect(await taskNow(task)).toBeUndefined();
	});

	test('that is archived and in the trash counts as in the trash, then as archived', async () => {
		const task = await newTask(member, await newProject(admin));
		await set(member, 'tasks', task, { archived: true, trashed: true });
		expect(await taskNow(task)).toMatchObject({ state: 'trashed' });
		await set(member, 'tasks', task, { trashed: false });
		expect(await taskNow(task)).toMatchObject({ state: 'archived' });
	});

	test('cannot be made archived or in the trash, nor told since when it is', async () => {
		const project = await newProject(admin);
		for (const values of [{ trashed: true }, { archived: true }, { trashed_at: '2020-01-01' }]) {
			const { error } = await admin.supabase
				.from('tasks')
				.insert({ project_id: project.id, title: 'Late', ...values });
			expect(error?.code).toBe('42501');
		}
		const { id } = await newTask(admin, project);
		for (const values of [{ archived_at: '2020-01-01' }, { project_state: 'trashed' }]) {
			const { error } = await admin.supabase.from('tasks').update(values).eq('id', id);
			expect(error?.code).toBe('42501');
		}
	});
});

describe('a project', () => {
	test('is archived by who leads it, and put in the trash by admins alone', async () => {
		const project = await newProject(admin, { lead_id: member.id });
		expect(await set(colleague, 'projects', project, { archived: true })).toBe('nothing');
		expect(await set(member, 'projects', project, { archived: true })).toBe('done');
		expect(await set(member, 'projects', project, { archived: false })).toBe('done');
		expect(await set(member, 'projects', project, { trashed: true })).toBe('42501');
		expect(await set(admin, 'projects', project, { trashed: true })).toBe('done');
		expect(await set(member, 'projects', project, { trashed: false })).toBe('nothing');
		expect(await set(member, 'projects', project, { archived: true })).toBe('nothing');
		expect(await set(admin, 'projects', project, { trashed: false })).toBe('done');
		expect(await rowsOf('projects', { id: project.id })).toMatchObject([
			{ state: 'active', archived_at: null, trashed_at: null }
		]);
	});

	test('takes its tasks along into the archive and the trash, and back', async () => {
		const project = await newProject(admin);
		const [open, archived] = await Promise.all([
			newTask(member, project),
			newTask(member, project)
		]);
		await set(member, 'tasks', archived, { archived: true });
		const states = async () => [(await taskNow(open))?.state, (await taskNow(archived))?.state];
		for (const [change, expected] of [
			[{ archived: true }, ['archived', 'archived']],
			[{ trashed: true }, ['trashed', 'trashed']],
			[{ trashed: false }, ['archived', 'archived']],
			[{ archived: false }, ['active', 'archived']]
		] as const) {
			await set(admin, 'projects', project, change);
			expect(await states(), JSON.stringify(change)).toEqual(expected);
		}
	});

	test('in the trash gives its state to a task that is moved into it or made in it', async () => {
		const [there, here] = await Promise.all([newProject(admin), newProject(admin)]);
		await set(admin, 'projects', there, { trashed: true });
		const task = await newTask(member, here);
		const moveTo = (project: { id: string }) =>
			member.supabase
				.from('tasks')
				.update({ project_id: project.id })
				.eq('id', task.id)
				.throwOnError();
		await moveTo(there);
		expect(await taskNow(task)).toMatchObject({ state: 'trashed', trashed: false });
		await moveTo(here);
		expect(await taskNow(task)).toMatchObject({ state: 'active' });
		expect(await newTask(member, there)).toMatchObject({ state: 'trashed' });
	});
});

describe('the time of change of a task', () => {
	test('does not move when its project is archived, put in the trash or closed to others', async () => {
		const project = await newProject(admin);
		const task = await newTask(member, project);
		for (const change of [{ archived: true }, { trashed: true }, { visibility: 'private' }]) {
			await admin.supabase.from('projects').update(change).eq('id', project.id).throwOnError();
		}
		expect(await taskNow(task)).toMatchObject({ state: 'trashed', visibility: 'private' });
		expect((await taskNow(task))?.updated_at).toBe(task.updated_at);
	});

	test('does not move when the task is saved as it was', async () => {
		const { id, title, updated_at } = await newTask(member, await newProject(admin));
		await member.supabase.from('tasks').update({ title }).eq('id', id).throwOnError();
		expect((await taskNow({ id }))?.updated_at).toBe(updated_at);
	});

	test.each([
		{ title: 'Other' },
		{ status: 'done' },
		{ priority: 'urgent' },
		{ due_on: '2031-01-01' },
		{ description: 'More' },
		{ labels: ['one'] },
		{ estimate: 1.5 },
		{ archived: true },
		{ trashed: true }
	])('moves with %o', async (change) => {
		const { id, updated_at } = await newTask(member, await newProject(admin));
		await member.supabase.from('tasks').update(change).eq('id', id).throwOnError();
		const now = String((await taskNow({ id }))?.updated_at);
		expect(Date.parse(now)).toBeGreaterThan(Date.parse(updated_at));
	});

	test('moves with the project and with the assignee', async () => {
		const [project, other] = await Promise.all([newProject(admin), newProject(admin)]);
		const { id, updated_at } = await newTask(member, project);
		let before = updated_at;
		for (const change of [{ project_id: other.id }, { assignee_id: colleague.id }]) {
			await member.supabase.from('tasks').update(change).eq('id', id).throwOnError();
			const now = String((await taskNow({ id }))?.updated_at);
			expect(Date.parse(now), Object.keys(change).join()).toBeGreaterThan(Date.parse(before));
			before = now;
		}
	});
});

describe('the trash', () => {
	/** Puts it there as of so many days ago. */
	const age = (table: 'tasks' | 'projects', { id }: { id: string }, days: number) =>
		ask(
			`update public.${table} set trashed = true, trashed_at = now() - $2 * interval '1 day' where id = $1`,
			[id, days]
		);
	const isThere = async (table: 'tasks' | 'projects', { id }: { id: string }) =>
		(await rowsOf(table, { id })).length === 1;

	test('is emptied of what is 30 days old when somebody puts something in', async () => {
		const other = await newCompany();
		const [project, otherProject] = await Promise.all([newProject(admin), newProject(other.admin)]);
		const [old, young, fresh] = await Promise.all(
			Array.from({ length: 3 }, () => newTask(member, project))
		);
		const elsewhere = await newTask(other.admin, otherProject);
		await Promise.all([
			age('tasks', old!, 30.01),
			age('tasks', young!, 29.9),
			age('tasks', elsewhere, 31)
		]);
		expect(await isThere('tasks', old!)).toBe(true);
		await set(member, 'tasks', fresh!, { trashed: true });
		expect(await isThere('tasks', old!)).toBe(false);
		expect(await isThere('tasks', young!)).toBe(true);
		expect(await isThere('tasks', fresh!)).toBe(true);
		// Only that of the own organization.
		expect(await isThere('tasks', elsewhere)).toBe(true);
	});

	test('is emptied also when a project is put in', async () => {
		const [project, unwanted] = await Promise.all([newProject(admin), newProject(admin)]);
		const old = await newTask(member, project);
		await age('tasks', old, 31);
		await set(admin, 'projects', unwanted, { trashed: true });
		expect(await isThere('tasks', old)).toBe(false);
		expect(await isThere('projects', unwanted)).toBe(true);
	});

	test('takes the tasks of a project along', async () => {
		const other = await newCompany();
		const [project, kept, elsewhere] = await Promise.all(
			[admin, admin, other.admin].map((somebody) => newProject(somebody))
		);
		const [task, bystander] = await Promise.all([newTask(admin, project!), newTask(member, kept!)]);
		await Promise.all([age('projects', project!, 31), age('projects', elsewhere!, 31)]);
		await set(member, 'tasks', bystander, { trashed: true });
		expect(await isThere('projects', project!)).toBe(false);
		expect(await isThere('tasks', task)).toBe(false);
		expect(await isThere('projects', kept!)).toBe(true);
		expect(await isThere('projects', elsewhere!)).toBe(true);
	});

	test('is emptied of a large project 200 tasks at a time, and the project goes last', async () => {
		// Of their own, since what other tests left in the trash would be among the 200.
		const { organization, admin } = await newCompany();
		const [project, kept] = await Promise.all([newProject(admin), newProject(admin)]);
		await ask(
			`insert into public.tasks (org_id, created_by, project_id, title)
			select $1, $2, $3::uuid, 'Task ' || n from generate_series(1, 250) n`,
			[organization.id, admin.id, project.id]
		);
		await age('projects', project, 31);
		const put = async () => set(admin, 'tasks', await newTask(admin, kept), { trashed: true });
		await put();
		expect(await rowsOf('tasks', { project_id: project.id })).toHaveLength(50);
		expect(await isThere('projects', project)).toBe(true);
		await put();
		expect(await rowsOf('tasks', { project_id: project.id })).toEqual([]);
		expect(await isThere('projects', project)).toBe(false);
	});

	test('is emptied for nobody in particular', async () => {
		const task = await newTask(member, await newProject(admin));
		await age('tasks', task, 31);
		await set(admin, 'tasks', await newTask(admin, await newProject(admin)), { trashed: true });
		expect(await rowsOf('audit_events', { resource_id: task.id, kind: 'deleted' })).toMatchObject([
			{ actor_id: null, session_id: null }
		]);
	});

	test('is not emptied by somebody of another organization', async () => {
		const task = await newTask(member, await newProject(admin));
		await age('tasks', task, 31);
		const { error } = await (
			await newCompany()
		).admin.supabase
			.from('tasks')
			.update({ trashed: true })
			.eq('id', task.id);
		expect(error).toBeNull();
		expect(await isThere('tasks', task)).toBe(true);
	});

	test('is emptied of all that is due in every organization by the clock, and by nobody over the API', async () => {
		const task = await newTask(member, await newProject(admin));
		await age('tasks', task, 31);
		const { error } = await admin.supabase.rpc('purge_trash' as 'overview');
		expect(error?.code).toBe('PGRST202');
		const [rights] = await ask(
			`select has_function_privilege('authenticated', 'app.purge_trash(text, bigint)', 'execute') as people,
				has_function_privilege('service_role', 'app.purge_trash(text, bigint)', 'execute') as server`
		);
		expect(rights).toEqual({ people: false, server: false });
		await ask('select app.purge_trash($1)', [company.organization.id]);
		expect(await isThere('tasks', task)).toBe(false);
	});
});
