import { beforeEach, describe, expect, test } from 'vitest';
import {
	changeRoles,
	deactivate,
	join,
	leave,
	newPerson,
	service,
	signIn,
	switchTo,
	unique,
	withToken
} from '../fixtures.ts';
import type { Person, Session, Supabase } from '../fixtures.ts';
import { newCompany, newPrivateProject, newProject, newTask } from './company.ts';
import type { Company } from './company.ts';
import { rowsOf } from './database.ts';

/*
 * A token says what was true when it was minted. What it may do follows the news: from the next
 * statement on, while the token itself stays valid.
 */

let company: Company;
let person: Person;
let project: { id: string };
let secret: { id: string };
let task: { id: string; title: string };

beforeEach(async () => {
	company = await newCompany();
	person = await newPerson();
	[project, secret] = await Promise.all([
		newProject(company.admin),
		newPrivateProject(company.admin)
	]);
	task = await newTask(company.admin, project);
	await company.admin.supabase
		.from('project_budgets')
		.insert({ project_id: project.id, amount: 100 })
		.throwOnError();
});

async function signInAs(roles: string): Promise<Session & { supabase: Supabase }> {
	await join(person, company.organization, roles);
	const session = await signIn(person, company.organization);
	return { ...session, supabase: withToken(session.accessToken) };
}

async function projectsOf(supabase: Supabase): Promise<string[]> {
	const { data } = await supabase.from('projects').select('id').throwOnError();
	return data.map(({ id }) => id).sort();
}

async function expectNothingReadOrWritten(supabase: Supabase): Promise<void> {
	for (const table of [
		'organization_settings',
		'projects',
		'project_members',
		'tasks',
		'project_budgets'
	] as const) {
		const { data } = await supabase.from(table).select('org_id').throwOnError();
		expect(data, table).toEqual([]);
	}
	const { data: changed } = await supabase
		.from('tasks')
		.update({ title: 'Too late' })
		.eq('id', task.id)
		.select('id')
		.throwOnError();
	expect(changed).toEqual([]);
	const { data: deleted } = await supabase
		.from('projects')
		.delete()
		.eq('id', project.id)
		.select('id')
		.throwOnError();
	expect(deleted).toEqual([]);
	const title = `Too late ${unique()}`;
	const { error } = await supabase.from('tasks').insert({ project_id: project.id, title });
	expect(error?.code).toBe('42501');

	expect(await rowsOf('tasks', { title })).toEqual([]);
	expect(await rowsOf('tasks', { id: task.id })).toMatchObject([{ title: task.title }]);
	expect(await projectsOf(company.admin.supabase)).toEqual([project.id, secret.id].sort());
}

async function expectRightsOfAMember(supabase: Supabase): Promise<void> {
	expect(await projectsOf(supabase)).toEqual([project.id]);
	const { data: budgets } = await supabase.from('project_budgets').select().throwOnError();
	expect(budgets).toEqual([]);
	const { error } = await supabase.from('projects').insert({ name: 'Mine' });
	expect(error?.code).toBe('42501');
	const { data: deleted } = await supabase
		.from('projects')
		.delete()
		.eq('id', project.id)
		.select('id')
		.throwOnError();
	expect(deleted).toEqual([]);
	await newTask({ supabase }, project);
	expect(await projectsOf(company.admin.supabase)).toEqual([project.id, secret.id].sort());
}

async function expectRightsOfAnAdmin(supabase: Supabase): Promise<void> {
	expect(await projectsOf(supabase)).toEqual([project.id, secret.id].sort());
	const { data: budgets } = await supabase.from('project_budgets').select().throwOnError();
	expect(budgets).toHaveLength(1);
}

describe.each(['member', 'admin'])('the token of a %s', (role) => {
	test('reads and writes nothing from the moment the mirror knows of their removal', async () => {
		const { supabase } = await signInAs(role);
		expect(await projectsOf(supabase)).toContain(project.id);
		await leave(person, company.organization, { only: 'mirror' });
		await expectNothingReadOrWritten(supabase);
	});

	test('reads and writes nothing while they are paused', async () => {
		const { supabase } = await signInAs(role);
		expect(await projectsOf(supabase)).toContain(project.id);
		await deactivate(person, company.organization);
		await expectNothingReadOrWritten(supabase);
	});

	test('reads and writes nothing once their session has ended', async () => {
		const { supabase, sid } = await signInAs(role);
		const proof = { sid, secret_hash: unique() };
		await service
			.rpc('session_start', { ...proof, user_id: person.id, sealed: 'sealed' })
			.throwOnError();
		expect(await projectsOf(supabase)).toContain(project.id);
		await service.rpc('session_end', proof).throwOnError();
		await expectNothingReadOrWritten(supabase);
		for (const table of ['organizations', 'users', 'user_emails', 'memberships'] as const) {
			const { data } = await supabase.from(table).select().throwOnError();
			expect(data, table).toEqual([]);
		}
	});

	test('outlives another session of theirs', async () => {
		const { supabase } = await signInAs(role);
		const { sid } = await signIn(person, company.organization);
		const proof = { sid, secret_hash: unique() };
		await service
			.rpc('session_start', { ...proof, user_id: person.id, sealed: 'sealed' })
			.throwOnError();
		await service.rpc('session_end', proof).throwOnError();
		expect(await projectsOf(supabase)).toContain(project.id);
	});

	test('reads and writes nothing once the organization is gone', async () => {
		const { supabase } = await signInAs(role);
		const { id } = company.organization;
		await service.rpc('mirror_gone_organization', { id }).throwOnError();
		expect(await projectsOf(supabase)).toEqual([]);
		const { error } = await supabase
			.from('tasks')
			.insert({ project_id: project.id, title: 'Too late' });
		expect(error?.code).toBe('42501');
		expect(await rowsOf('projects', { org_id: id })).toHaveLength(2);
	});
});

test('every token of an ended session is refused, for whichever organization', async () => {
	const first = await signInAs('admin');
	const there = await newCompany();
	await join(person, there.organization, 'admin');
	await newProject(there.admin);
	const second = await switchTo(first, there.organization);
	const proof = { sid: first.sid, secret_hash: unique() };
	await service
		.rpc('session_start', { ...proof, user_id: person.id, sealed: 'sealed' })
		.throwOnError();
	expect(await projectsOf(withToken(second.accessToken))).toHaveLength(1);
	await service.rpc('session_end', proof).throwOnError();
	for (const { accessToken } of [first, second]) {
		expect(await projectsOf(withToken(accessToken))).toEqual([]);
	}
});

test('an admin who is demoted has the rights of a member, with the token of an admin', async () => {
	const { supabase } = await signInAs('admin');
	await expectRightsOfAnAdmin(supabase);
	await changeRoles(person, company.organization, 'member', { only: 'mirror' });
	await expectRightsOfAMember(supabase);
});

test('a member who is promoted has the rights of a member until the next token', async () => {
	const session = await signInAs('member');
	await changeRoles(person, company.organization, 'admin');
	await expectRightsOfAMember(session.supabase);
	const { accessToken } = await switchTo(session, company.organization);
	await expectRightsOfAnAdmin(withToken(accessToken));
});

test('somebody who comes back reads again, and not with what they had meanwhile', async () => {
	const session = await signInAs('member');
	await leave(person, company.organization);
	expect(await projectsOf(session.supabase)).toEqual([]);
	await join(person, company.organization);
	expect(await projectsOf(session.supabase)).toEqual([project.id]);
});

test('a membership that the mirror has not heard of gives nothing yet', async () => {
	await join(person, company.organization, 'admin', { only: 'workos' });
	const { accessToken } = await signIn(person, company.organization);
	await expectNothingReadOrWritten(withToken(accessToken));
});
