import { beforeAll, describe, expect, test } from 'vitest';
import { deactivate, leave, unique } from '../fixtures.ts';
import { newCompany, newPrivateProject, newProject, newSpeaker, newTask } from './company.ts';
import type { Company, Speaker } from './company.ts';
import { rowsOf } from './database.ts';

let company: Company;
let admin: Speaker;
let member: Speaker;
let colleague: Speaker;

beforeAll(async () => {
	company = await newCompany();
	({ admin, member, colleague } = company);
});

async function seenBy({ supabase }: Speaker, id: string): Promise<boolean> {
	const { data } = await supabase.from('tasks').select('id').eq('id', id).throwOnError();
	return data.length === 1;
}

async function changedBy({ supabase }: Speaker, id: string): Promise<boolean> {
	const { data } = await supabase
		.from('tasks')
		.update({ title: `Changed ${unique()}` })
		.eq('id', id)
		.select('id')
		.throwOnError();
	return data.length === 1;
}

async function deletedBy({ supabase }: Speaker, id: string): Promise<boolean> {
	const { data } = await supabase.from('tasks').delete().eq('id', id).select('id').throwOnError();
	return data.length === 1;
}

describe('a task in a private project', () => {
	test('is seen and changed by admins and by those who belong to the project', async () => {
		const task = await newTask(admin, await newPrivateProject(admin, member));
		for (const who of [admin, member]) {
			expect(await seenBy(who, task.id)).toBe(true);
			expect(await changedBy(who, task.id)).toBe(true);
		}
		expect(await seenBy(colleague, task.id)).toBe(false);
		expect(await changedBy(colleague, task.id)).toBe(false);
		expect(await rowsOf('tasks', { id: task.id })).toHaveLength(1);
	});

	test('is made by those who belong to the project, and by no other member', async () => {
		const project = await newPrivateProject(admin, member);
		const title = `Secret ${unique()}`;
		const { error } = await colleague.supabase
			.from('tasks')
			.insert({ project_id: project.id, title });
		expect(error?.code).toBe('42501');
		expect(await rowsOf('tasks', { title })).toEqual([]);
		expect(await newTask(member, project)).toMatchObject({ visibility: 'private' });
	});

	test('is out of reach for who made it once they are taken out of the project', async () => {
		const project = await newPrivateProject(admin, member);
		const task = await newTask(member, project);
		await admin.supabase
			.from('project_members')
			.delete()
			.eq('project_id', project.id)
			.throwOnError();
		expect(await seenBy(member, task.id)).toBe(false);
		expect(await changedBy(member, task.id)).toBe(false);
		expect(await deletedBy(member, task.id)).toBe(false);
		expect(await seenBy(admin, task.id)).toBe(true);
	});

	test('is not seen by who it is assigned to, unless they belong to the project', async () => {
		const task = await newTask(admin, await newPrivateProject(admin), {
			assignee_id: colleague.id
		});
		expect(await seenBy(colleague, task.id)).toBe(false);
		expect(await seenBy(admin, task.id)).toBe(true);
	});
});

describe('a task', () => {
	test('follows its project from open to private and back', async () => {
		const project = await newProject(admin);
		const task = await newTask(member, project);
		const setVisibility = (visibility: string) =>
			admin.supabase.from('projects').update({ visibility }).eq('id', project.id).throwOnError();
		expect(await seenBy(colleague, task.id)).toBe(true);
		await setVisibility('private');
		expect(await rowsOf('tasks', { id: task.id })).toMatchObject([{ visibility: 'private' }]);
		expect(await seenBy(colleague, task.id)).toBe(false);
		expect(await deletedBy(member, task.id)).toBe(false);
		await setVisibility('org');
		expect(await rowsOf('tasks', { id: task.id })).toMatchObject([{ visibility: 'org' }]);
		expect(await seenBy(colleague, task.id)).toBe(true);
	});

	test('takes on the visibility of the project it is moved to', async () => {
		const [open, closed] = await Promise.all([newProject(admin), newPrivateProject(admin, member)]);
		const task = await newTask(member, open);
		const moveTo = (project: { id: string }) =>
			member.supabase
				.from('tasks')
				.update({ project_id: project.id })
				.eq('id', task.id)
				.throwOnError();
		await moveTo(closed);
		expect(await seenBy(member, task.id)).toBe(true);
		expect(await seenBy(colleague, task.id)).toBe(false);
		await moveTo(open);
		expect(await seenBy(colleague, task.id)).toBe(true);
	});

	test('is deleted by who made it and by admins, and by no other member', async () => {
		const project = await newProject(admin);
		const [own, theirs] = await Promise.all([newTask(member, project), newTask(member, project)]);
		expect(await deletedBy(colleague, own.id)).toBe(false);
		expect(await seenBy(colleague, own.id)).toBe(true);
		expect(await deletedBy(member, own.id)).toBe(true);
		expect(await deletedBy(admin, theirs.id)).toBe(true);
		expect(await rowsOf('tasks', { project_id: project.id })).toEqual([]);
	});

	test('notes when it was done, and forgets it when it is taken up again', async () => {
		const { id, done_at } = await newTask(member, await newProject(admin));
		expect(done_at).toBeNull();
		const setStatus = async (status: string) => {
			const { data } = await member.supabase
				.from('tasks')
				.update({ status })
				.eq('id', id)
				.select('done_at')
				.single()
				.throwOnError();
			return data.done_at;
		};
		const first = await setStatus('done');
		expect(first).not.toBeNull();
		expect(await setStatus('done')).toBe(first);
		expect(await setStatus('blocked')).toBeNull();
	});

	test('that is done from the start says when', async () => {
		const task = await newTask(member, await newProject(admin), { status: 'done' });
		expect(task.done_at).not.toBeNull();
	});

	test('tells by its time of change that it changed', async () => {
		const task = await newTask(member, await newProject(admin));
		const times = [task.updated_at];
		for (const title of ['One', 'Two']) {
			const { data } = await member.supabase
				.from('tasks')
				.update({ title })
				.eq('id', task.id)
				.select('updated_at')
				.single()
				.throwOnError();
			times.push(data.updated_at);
		}
		expect(new Set(times).size).toBe(3);
	});
});

describe('the assignee of a task', () => {
	test('is somebody who is active here', async () => {
		const [paused, removed] = await Promise.all([
			newSpeaker(company.organization, 'member'),
			newSpeaker(company.organization, 'member')
		]);
		await Promise.all([
			deactivate(paused, company.organization),
			leave(removed, company.organization)
		]);
		const project = await newProject(admin);
		const task = await newTask(admin, project, { assignee_id: colleague.id });
		for (const { id } of [paused, removed]) {
			const { error } = await admin.supabase
				.from('tasks')
				.update({ assignee_id: id })
				.eq('id', task.id);
			expect(error?.code).toBe('23503');
			const title = `For nobody ${unique()}`;
			const { error: refusal } = await member.supabase
				.from('tasks')
				.insert({ project_id: project.id, title, assignee_id: id });
			expect(refusal?.code).toBe('23503');
			expect(await rowsOf('tasks', { title })).toEqual([]);
		}
		expect(await rowsOf('tasks', { id: task.id })).toMatchObject([{ assignee_id: colleague.id }]);
	});

	test('who has left stays on the task until somebody else takes it', async () => {
		const lost = await newSpeaker(company.organization, 'member');
		const task = await newTask(admin, await newProject(admin), { assignee_id: lost.id });
		await leave(lost, company.organization);
		const save = (values: { title: string; assignee_id: string | null }) =>
			member.supabase.from('tasks').update(values).eq('id', task.id).select('title').throwOnError();
		const kept = await save({ title: 'Same hands', assignee_id: lost.id });
		expect(kept.data).toEqual([{ title: 'Same hands' }]);
		await save({ title: 'Nobody', assignee_id: null });
		const { error } = await member.supabase
			.from('tasks')
			.update({ assignee_id: lost.id })
			.eq('id', task.id);
		expect(error?.code).toBe('23503');
	});

	test('cannot be probed by somebody who was removed', async () => {
		const former = await newSpeaker(company.organization, 'admin');
		const project = await newProject(former);
		await leave(former, company.organization);
		const refusals = await Promise.all(
			[member.id, former.id].map((assignee_id) =>
				former.supabase
					.from('tasks')
					.insert({ project_id: project.id, title: 'Probe', assignee_id })
			)
		);
		expect(refusals[0]?.error?.code).toBe('42501');
		expect(refusals[0]?.error).toEqual(refusals[1]?.error);
	});
});

test.each([
	['an empty title', { title: '' }],
	['a title of 201 letters', { title: 'x'.repeat(201) }],
	['an unknown status', { status: 'someday' }],
	['an unknown priority', { priority: 'asap' }]
])('%s is refused', async (_, values) => {
	const project = await newProject(admin);
	const { error } = await member.supabase
		.from('tasks')
		.insert({ project_id: project.id, title: 'Fine', ...values });
	expect(error?.code).toBe('23514');
	expect(await rowsOf('tasks', { project_id: project.id })).toEqual([]);
});
