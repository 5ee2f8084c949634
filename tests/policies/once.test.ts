import { expect, test } from 'vitest';
import { unique } from '../fixtures.ts';
import { newCompany, newProject } from './company.ts';
import type { Speaker } from './company.ts';
import { ask } from './database.ts';

/** Adds a task under this key, as a form does that is sent again. */
function add({ supabase }: Speaker, project: { id: string }, title: string, key: string) {
	return supabase
		.from('tasks')
		.insert({ project_id: project.id, title })
		.setHeader('idempotency-key', key)
		.select('id')
		.single();
}

async function countOf({ supabase }: Speaker, title: string): Promise<number> {
	const { data } = await supabase.from('tasks').select('id').eq('title', title).throwOnError();
	return data.length;
}

test('what is sent again with the same key is added once, and the second time named', async () => {
	const { admin, member } = await newCompany();
	const project = await newProject(admin);
	const [title, key] = [unique(), unique()];
	const { data: first } = await add(member, project, title, key).throwOnError();
	const { error } = await add(member, project, title, key);
	expect(error).toMatchObject({ code: 'OD200', details: first.id });
	expect(await countOf(member, title)).toBe(1);
	// Control: another key, and none at all, add another.
	await add(member, project, title, unique()).throwOnError();
	await member.supabase.from('tasks').insert({ project_id: project.id, title }).throwOnError();
	expect(await countOf(member, title)).toBe(3);
});

test('attempts that come at the same time add one row', async () => {
	const { admin, member } = await newCompany();
	const project = await newProject(admin);
	const [title, key] = [unique(), unique()];
	const answers = await Promise.all(
		Array.from({ length: 8 }, () => add(member, project, title, key))
	);
	const made = answers.flatMap(({ data }) => data ?? []);
	expect(made).toHaveLength(1);
	for (const { error } of answers) {
		if (error) expect(error).toMatchObject({ code: 'OD200', details: made[0]!.id });
	}
	expect(await countOf(member, title)).toBe(1);
});

test('an attempt that was refused leaves its key free', async () => {
	const { admin, member } = await newCompany();
	const project = await newProject(admin);
	const key = unique();
	const refused = await add(member, project, '', key);
	expect(refused.error?.code).toBe('23514');
	await add(member, project, unique(), key).throwOnError();
});

test('a key is one person’s in one organization, and tells nobody else anything', async () => {
	const [{ admin, member, colleague }, elsewhere] = await Promise.all([newCompany(), newCompany()]);
	const project = await newProject(admin);
	const [title, key] = [unique(), unique()];
	await add(member, project, title, key).throwOnError();
	await add(colleague, project, title, key).throwOnError();
	const there = await newProject(elsewhere.admin);
	await add(elsewhere.member, there, title, key).throwOnError();
	expect(await countOf(member, title)).toBe(2);
});

test('projects are added once, too', async () => {
	const { admin } = await newCompany();
	const [name, key] = [unique(), unique()];
	const insert = () =>
		admin.supabase.from('projects').insert({ name }).setHeader('idempotency-key', key);
	await insert().throwOnError();
	expect((await insert()).error?.code).toBe('OD200');
});

test('keys go after an hour, when the same person adds something again', async () => {
	const { admin, member } = await newCompany();
	const project = await newProject(admin);
	const [old, young] = [unique(), unique()];
	await add(member, project, unique(), old).throwOnError();
	await add(member, project, unique(), young).throwOnError();
	await ask(`update app.added set added_at = now() - interval '61 minutes' where key = $1`, [old]);
	await add(member, project, unique(), unique()).throwOnError();
	const left = await ask<{ key: string }>('select key from app.added where key = any ($1)', [
		[old, young]
	]);
	expect(left).toEqual([{ key: young }]);
});
