import { beforeAll, describe, expect, test } from 'vitest';
import { as, changeRoles, newPerson } from '../fixtures.ts';
import type { Supabase } from '../fixtures.ts';
import { newCompany, newPrivateProject, newProject, newSpeaker, newTask } from './company.ts';
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

type Asker = { supabase: Supabase };

async function historyFor({ supabase }: Asker, task: string) {
	const { data } = await supabase.rpc('task_history', { task }).throwOnError();
	return data;
}

async function eventsFor({ supabase }: Asker, resource_id: string) {
	const { data } = await supabase
		.from('audit_events')
		.select('actor_id, kind, resource, changes')
		.eq('resource_id', resource_id)
		.order('at')
		.throwOnError();
	return data;
}

describe('what is written down', () => {
	test('of a task that is made, changed and deleted', async () => {
		const project = await newProject(admin);
		const task = await newTask(member, project, { labels: ['one'] });
		const { id, title, created_at } = task;
		await colleague.supabase
			.from('tasks')
			.update({ status: 'done', labels: ['one', 'two'], due_on: '2031-01-01' })
			.eq('id', id)
			.throwOnError();
		await admin.supabase.from('tasks').delete().eq('id', id).throwOnError();
		const [created, changed, deleted, ...more] = await eventsFor(admin, id);
		expect(more).toEqual([]);
		const first = {
			...{ id: [null, id], project_id: [null, project.id], created_by: [null, member.id] },
			...{ title: [null, title], status: [null, 'todo'], priority: [null, 'medium'] },
			...{ description: [null, ''], labels: [null, ['one']], created_at: [null, created_at] },
			...{ archived: [null, false], trashed: [null, false] }
		};
		expect(created).toEqual({
			...{ actor_id: member.id, kind: 'created', resource: 'tasks' },
			changes: first
		});
		expect(changed).toEqual({
			...{ actor_id: colleague.id, kind: 'changed', resource: 'tasks' },
			changes: {
				status: ['todo', 'done'],
				labels: [['one'], ['one', 'two']],
				due_on: [null, '2031-01-01']
			}
		});
		expect(deleted).toMatchObject({ actor_id: admin.id, kind: 'deleted' });
		expect(deleted?.changes).toMatchObject({ title: [title, null], status: ['done', null] });
	});

	test('of a project with its members, its budget and all that goes with it', async () => {
		const project = await newProject(admin, { lead_id: member.id });
		const { id } = project;
		await admin.supabase
			.from('project_budgets')
			.insert({ project_id: id, amount: 5 })
			.throwOnError();
		await admin.supabase
			.from('project_budgets')
			.update({ spent: 3 })
			.eq('project_id', id)
			.throwOnError();
		const task = await newTask(member, project);
		await admin.supabase.from('projects').delete().eq('id', id).throwOnError();
		const ofProject = await eventsFor(admin, id);
		expect(ofProject.map(({ resource, kind }) => `${resource} ${kind}`).sort()).toEqual([
			'project_budgets changed',
			'project_budgets created',
			'project_budgets deleted',
			'projects created',
			'projects deleted'
		]);
		expect(ofProject.find(({ kind }) => kind === 'changed')?.changes).toEqual({ spent: [0, 3] });
		const ofMember = await eventsFor(admin, `${id}/${member.id}`);
		expect(ofMember.map(({ kind }) => kind)).toEqual(['created', 'deleted']);
		const ofTask = await eventsFor(admin, task.id);
		expect(ofTask.map(({ kind, actor_id }) => [kind, actor_id])).toEqual([
			['created', member.id],
			['deleted', admin.id]
		]);
	});

	test('with the session', async () => {
		const task = await newTask(member, await newProject(admin));
		const [event] = await rowsOf('audit_events', { resource_id: task.id });
		expect(event).toMatchObject({
			org_id: company.organization.id,
			impersonator: null,
			session_id: expect.stringMatching(/^session_/)
		});
	});

	test('only of what changed: not when it is saved as it was, nor of tasks whose project changed', async () => {
		const project = await newProject(admin);
		const { id, title } = await newTask(member, project);
		await member.supabase.from('tasks').update({ title }).eq('id', id).throwOnError();
		for (const change of [{ visibility: 'private' }, { archived: true }, { trashed: true }]) {
			await admin.supabase.from('projects').update(change).eq('id', project.id).throwOnError();
		}
		expect((await eventsFor(admin, id)).map(({ kind }) => kind)).toEqual(['created']);
		const [, ...changes] = await eventsFor(admin, project.id);
		expect(changes.map((event) => event.changes)).toEqual([
			{ visibility: ['org', 'private'] },
			{ archived: [false, true] },
			{ trashed: [false, true] }
		]);
	});

	test('not of what was refused', async () => {
		const { id } = await newTask(admin, await newPrivateProject(admin));
		await colleague.supabase.from('tasks').update({ title: 'Mine' }).eq('id', id);
		await colleague.supabase.from('tasks').delete().eq('id', id);
		expect((await eventsFor(admin, id)).map(({ kind }) => kind)).toEqual(['created']);
	});

	test('without anybody’s name where nobody asked', async () => {
		const { id } = await newTask(member, await newProject(admin));
		await ask(`update public.tasks set title = 'By the owner' where id = $1`, [id]);
		const [, event] = await eventsFor(admin, id);
		expect(event).toMatchObject({ actor_id: null, kind: 'changed' });
	});
});

describe('the audit log', () => {
	test('is read by admins, of their organization alone', async () => {
		const task = await newTask(member, await newProject(admin));
		const other = await newCompany();
		expect(await eventsFor(admin, task.id)).toHaveLength(1);
		expect(await eventsFor(other.admin, task.id)).toEqual([]);
		for (const who of [member, colleague, { supabase: await as(await newPerson()) }]) {
			expect(await eventsFor(who, task.id)).toEqual([]);
		}
	});

	test('is not read by an admin any longer who became a member', async () => {
		const task = await newTask(member, await newProject(admin));
		const former = await newSpeaker(company.organization, 'admin');
		expect(await eventsFor(former, task.id)).toHaveLength(1);
		await changeRoles(former, company.organization, 'member');
		expect(await eventsFor(former, task.id)).toEqual([]);
	});

	test('is written by nobody, changed by nobody, deleted by nobody', async () => {
		const task = await newTask(admin, await newProject(admin));
		const before = await rowsOf('audit_events', { resource_id: task.id });
		const table = () => admin.supabase.from('audit_events');
		const event = { org_id: company.organization.id, kind: 'created', changes: {} };
		for (const { error } of [
			await table().insert({ ...event, resource: 'tasks', resource_id: task.id }),
			await table().update({ actor_id: colleague.id }).eq('resource_id', task.id),
			await table().delete().eq('resource_id', task.id)
		]) {
			expect(error?.code).toBe('42501');
		}
		expect(await rowsOf('audit_events', { resource_id: task.id })).toEqual(before);
	});

	test('stays when all it tells of is gone', async () => {
		const project = await newProject(admin);
		const task = await newTask(member, project);
		await admin.supabase.from('projects').delete().eq('id', project.id).throwOnError();
		expect(await eventsFor(admin, task.id)).toHaveLength(2);
	});
});

describe('the history of a task', () => {
	test('is told newest first to whoever sees the task', async () => {
		const task = await newTask(member, await newPrivateProject(admin, member));
		await admin.supabase.from('tasks').update({ status: 'done' }).eq('id', task.id).throwOnError();
		for (const who of [admin, member]) {
			expect(await historyFor(who, task.id)).toMatchObject([
				{ actor_id: admin.id, kind: 'changed', changes: { status: ['todo', 'done'] } },
				{ actor_id: member.id, kind: 'created' }
			]);
		}
		expect(await historyFor(colleague, task.id)).toEqual([]);
		expect(await historyFor((await newCompany()).admin, task.id)).toEqual([]);
		expect(await historyFor({ supabase: await as(await newPerson()) }, task.id)).toEqual([]);
	});

	test('says no more than who, when and what', async () => {
		const task = await newTask(member, await newProject(admin));
		const [event] = await historyFor(colleague, task.id);
		expect(Object.keys(event ?? {}).sort()).toEqual(['actor_id', 'at', 'changes', 'id', 'kind']);
	});

	test('is of one task, and ends where the task is out of sight', async () => {
		const project = await newProject(admin);
		const [task, other] = await Promise.all([newTask(member, project), newTask(member, project)]);
		expect(await historyFor(colleague, task.id)).toHaveLength(1);
		expect(await historyFor(colleague, other.id)).toHaveLength(1);
		await admin.supabase
			.from('projects')
			.update({ visibility: 'private' })
			.eq('id', project.id)
			.throwOnError();
		expect(await historyFor(colleague, task.id)).toEqual([]);
		await admin.supabase.from('tasks').delete().eq('id', task.id).throwOnError();
		expect(await historyFor(admin, task.id)).toEqual([]);
		expect(await historyFor(admin, other.id)).toHaveLength(1);
	});

	test('is of the last 200 changes', async () => {
		const { id } = await newTask(member, await newProject(admin));
		await ask(
			`insert into public.audit_events (org_id, at, kind, resource, resource_id, changes)
			select $1, now() + n * interval '1 second', 'changed', 'tasks', $2,
				jsonb_build_object('title', jsonb_build_array(n - 1, n))
			from generate_series(1, 250) n`,
			[company.organization.id, id]
		);
		const events = await historyFor(member, id);
		expect(events).toHaveLength(200);
		expect(events[0]?.changes).toEqual({ title: [249, 250] });
	});

	test('names who acted in another’s name in the log, should that ever be possible', async () => {
		// Nobody can write while impersonating, so the claims are put in place by the owner.
		const { id } = await newTask(member, await newProject(admin));
		const claims = { sub: member.id, sid: 'session_x', act: { sub: 'support@orgdeck.test' } };
		await ask(
			`with me as materialized (select set_config('request.jwt.claims', $2, true) as claims)
			update public.tasks set title = 'Changed' from me where id = $1 and claims <> ''`,
			[id, JSON.stringify(claims)]
		);
		const [event] = await rowsOf('audit_events', { resource_id: id, kind: 'changed' });
		expect(event?.impersonator).toBe('support@orgdeck.test');
	});
});
