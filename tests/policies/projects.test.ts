import { beforeAll, describe, expect, test } from 'vitest';
import { deactivate, leave } from '../fixtures.ts';
import type { Person } from '../fixtures.ts';
import { newCompany, newPrivateProject, newProject, newSpeaker } from './company.ts';
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
	const { data } = await supabase.from('projects').select('id').eq('id', id).throwOnError();
	return data.length === 1;
}

async function peopleSeenBy({ supabase }: Speaker, id: string): Promise<string[]> {
	const { data } = await supabase
		.from('project_members')
		.select('user_id')
		.eq('project_id', id)
		.throwOnError();
	return data.map(({ user_id }) => user_id);
}

async function membersOf(id: string): Promise<unknown[]> {
	const rows = await rowsOf('project_members', { project_id: id });
	return rows.map(({ user_id }) => user_id);
}

async function leadOf(id: string): Promise<unknown> {
	const [project] = await rowsOf('projects', { id });
	return project?.lead_id;
}

function addTo(project: { id: string }, person: Person) {
	return admin.supabase
		.from('project_members')
		.insert({ project_id: project.id, user_id: person.id });
}

describe('a private project', () => {
	test('is seen by admins and by those who belong to it', async () => {
		const { id } = await newPrivateProject(admin, member);
		expect(await seenBy(admin, id)).toBe(true);
		expect(await seenBy(member, id)).toBe(true);
		expect(await seenBy(colleague, id)).toBe(false);
	});

	test('shows its people to the same', async () => {
		const { id } = await newPrivateProject(admin, member);
		expect(await peopleSeenBy(admin, id)).toEqual([member.id]);
		expect(await peopleSeenBy(member, id)).toEqual([member.id]);
		expect(await peopleSeenBy(colleague, id)).toEqual([]);
	});

	test('is seen by a member from the moment they are added until they are taken out', async () => {
		const project = await newPrivateProject(admin);
		expect(await seenBy(member, project.id)).toBe(false);
		await addTo(project, member).throwOnError();
		expect(await seenBy(member, project.id)).toBe(true);
		await admin.supabase
			.from('project_members')
			.delete()
			.match({ project_id: project.id, user_id: member.id })
			.throwOnError();
		expect(await seenBy(member, project.id)).toBe(false);
		expect(await seenBy(admin, project.id)).toBe(true);
	});

	test('shows its budget to admins only', async () => {
		const { id } = await newPrivateProject(admin, member);
		await admin.supabase
			.from('project_budgets')
			.insert({ project_id: id, amount: 5 })
			.throwOnError();
		const budget = (who: Speaker) =>
			who.supabase.from('project_budgets').select('amount').eq('project_id', id).throwOnError();
		expect((await budget(member)).data).toEqual([]);
		expect((await budget(admin)).data).toEqual([{ amount: 5 }]);
	});
});

describe('a project that changes its visibility', () => {
	test('disappears from and comes back to those who do not belong to it', async () => {
		const { id } = await newProject(admin);
		const setVisibility = (visibility: string) =>
			admin.supabase.from('projects').update({ visibility }).eq('id', id).throwOnError();
		expect(await seenBy(colleague, id)).toBe(true);
		await setVisibility('private');
		expect(await seenBy(colleague, id)).toBe(false);
		await setVisibility('org');
		expect(await seenBy(colleague, id)).toBe(true);
	});

	test('takes the entries of its people with it', async () => {
		const { id } = await newPrivateProject(admin, member);
		expect(await peopleSeenBy(colleague, id)).toEqual([]);
		await admin.supabase.from('projects').update({ visibility: 'org' }).eq('id', id).throwOnError();
		expect(await peopleSeenBy(colleague, id)).toEqual([member.id]);
	});
});

describe('the lead of a project', () => {
	test('changes it, which another member cannot', async () => {
		const { id } = await newProject(admin, { lead_id: member.id });
		const rename = ({ supabase }: Speaker, name: string) =>
			supabase.from('projects').update({ name }).eq('id', id).select('name').throwOnError();
		expect((await rename(member, 'By the lead')).data).toEqual([{ name: 'By the lead' }]);
		expect((await rename(colleague, 'By another')).data).toEqual([]);
		expect(await rowsOf('projects', { id })).toMatchObject([{ name: 'By the lead' }]);
	});

	test('may make it private and goes on leading it', async () => {
		const { id } = await newProject(admin, { lead_id: member.id });
		const { data } = await member.supabase
			.from('projects')
			.update({ visibility: 'private' })
			.eq('id', id)
			.select('visibility')
			.throwOnError();
		expect(data).toEqual([{ visibility: 'private' }]);
		expect(await seenBy(member, id)).toBe(true);
		expect(await seenBy(colleague, id)).toBe(false);
	});

	test('cannot hand it over or give it up, which an admin can', async () => {
		const { id } = await newProject(admin, { lead_id: member.id });
		for (const lead_id of [colleague.id, null]) {
			const { error } = await member.supabase.from('projects').update({ lead_id }).eq('id', id);
			expect(error?.code).toBe('42501');
			expect(await leadOf(id)).toBe(member.id);
		}
		await admin.supabase
			.from('projects')
			.update({ lead_id: colleague.id })
			.eq('id', id)
			.throwOnError();
		expect(await leadOf(id)).toBe(colleague.id);
	});

	test('cannot delete it, or change who belongs to it', async () => {
		const { id } = await newProject(admin, { lead_id: member.id });
		const { data: deleted } = await member.supabase
			.from('projects')
			.delete()
			.eq('id', id)
			.select()
			.throwOnError();
		expect(deleted).toEqual([]);
		const { error } = await member.supabase
			.from('project_members')
			.insert({ project_id: id, user_id: colleague.id });
		expect(error?.code).toBe('42501');
		const { data: removed } = await member.supabase
			.from('project_members')
			.delete()
			.eq('project_id', id)
			.select()
			.throwOnError();
		expect(removed).toEqual([]);
		expect(await membersOf(id)).toEqual([member.id]);
		expect(await leadOf(id)).toBe(member.id);
	});

	test('belongs to it from the start, also when it is private', async () => {
		const { id } = await newProject(admin, { lead_id: member.id, visibility: 'private' });
		expect(await membersOf(id)).toEqual([member.id]);
		expect(await seenBy(member, id)).toBe(true);
	});

	test('belongs to it when they become it later, once', async () => {
		const project = await newProject(admin);
		await addTo(project, colleague).throwOnError();
		for (const { id } of [member, colleague]) {
			await admin.supabase
				.from('projects')
				.update({ lead_id: id, visibility: 'private' })
				.eq('id', project.id)
				.throwOnError();
			expect(await leadOf(project.id)).toBe(id);
		}
		expect((await membersOf(project.id)).sort()).toEqual([member.id, colleague.id].sort());
	});

	test('stays a member when another follows', async () => {
		const { id } = await newProject(admin, { lead_id: member.id });
		await admin.supabase.from('projects').update({ lead_id: null }).eq('id', id).throwOnError();
		expect(await membersOf(id)).toEqual([member.id]);
	});

	test('leads no longer once they are taken out, and cannot change it any more', async () => {
		const { id } = await newProject(admin, { lead_id: member.id });
		await admin.supabase
			.from('project_members')
			.delete()
			.match({ project_id: id, user_id: member.id })
			.throwOnError();
		expect(await leadOf(id)).toBeNull();
		const { data } = await member.supabase
			.from('projects')
			.update({ name: 'Still mine' })
			.eq('id', id)
			.select()
			.throwOnError();
		expect(data).toEqual([]);
	});

	test('is not touched when somebody else is taken out', async () => {
		const project = await newProject(admin, { lead_id: member.id });
		await addTo(project, colleague).throwOnError();
		await admin.supabase
			.from('project_members')
			.delete()
			.match({ project_id: project.id, user_id: colleague.id })
			.throwOnError();
		expect(await leadOf(project.id)).toBe(member.id);
	});
});

describe('somebody who is not active here', () => {
	let paused: Speaker;
	let removed: Speaker;

	beforeAll(async () => {
		[paused, removed] = await Promise.all([
			newSpeaker(company.organization, 'member'),
			newSpeaker(company.organization, 'member')
		]);
		await Promise.all([
			deactivate(paused, company.organization),
			leave(removed, company.organization)
		]);
	});

	test('cannot be made the lead of a project', async () => {
		const { id } = await newProject(admin);
		for (const who of [paused, removed]) {
			const { error } = await admin.supabase
				.from('projects')
				.update({ lead_id: who.id })
				.eq('id', id);
			expect(error?.code).toBe('23503');
		}
		expect(await leadOf(id)).toBeNull();
		expect(await membersOf(id)).toEqual([]);
	});

	test('cannot be made the lead of a project to which they belong from before', async () => {
		const project = await newProject(admin);
		const person = await newSpeaker(company.organization, 'member');
		expect((await addTo(project, person)).error).toBeNull();
		await deactivate(person, company.organization);
		const { error } = await admin.supabase
			.from('projects')
			.update({ lead_id: person.id })
			.eq('id', project.id);
		expect(error?.code).toBe('23503');
		expect(await leadOf(project.id)).toBeNull();
	});

	test('cannot be added to a project', async () => {
		const project = await newProject(admin);
		for (const who of [paused, removed]) {
			expect((await addTo(project, who)).error?.code).toBe('23503');
		}
		expect(await membersOf(project.id)).toEqual([]);
	});
});

test('a project whose lead has left can still be changed', async () => {
	const lead = await newSpeaker(company.organization, 'member');
	const { id } = await newProject(admin, { lead_id: lead.id });
	await leave(lead, company.organization);
	const { data } = await admin.supabase
		.from('projects')
		.update({ name: 'Carried on', lead_id: lead.id })
		.eq('id', id)
		.select('name, lead_id')
		.throwOnError();
	expect(data).toEqual([{ name: 'Carried on', lead_id: lead.id }]);
});

test('the refusal of a lead does not tell people from outside who is a member', async () => {
	const former = await newSpeaker(company.organization, 'admin');
	await leave(former, company.organization);
	const refusals = await Promise.all(
		[member.id, former.id].map((lead_id) =>
			former.supabase.from('projects').insert({ name: 'Probe', lead_id })
		)
	);
	expect(refusals[0]?.error?.code).toBe('42501');
	expect(refusals[0]?.error).toEqual(refusals[1]?.error);
});

test('what is embedded in a query shows no more than a query of its own', async () => {
	const [open, closed] = await Promise.all([
		newProject(admin, { lead_id: member.id }),
		newPrivateProject(admin)
	]);
	for (const { id } of [open, closed]) {
		await admin.supabase
			.from('project_budgets')
			.insert({ project_id: id, amount: 7 })
			.throwOnError();
	}
	const read = async ({ supabase }: Speaker) => {
		const { data } = await supabase
			.from('projects')
			.select('id, project_budgets(amount), project_members(user_id)')
			.in('id', [open.id, closed.id])
			.throwOnError();
		return data;
	};
	const people = [{ user_id: member.id }];
	expect(await read(member)).toEqual([
		{ id: open.id, project_budgets: null, project_members: people }
	]);
	expect(await read(admin)).toEqual(
		expect.arrayContaining([
			{ id: open.id, project_budgets: { amount: 7 }, project_members: people },
			{ id: closed.id, project_budgets: { amount: 7 }, project_members: [] }
		])
	);
	const { data: memberships } = await member.supabase
		.from('memberships')
		.select('organizations(projects(id))')
		.throwOnError();
	expect(JSON.stringify(memberships)).not.toContain(closed.id);
});

test('a project goes with all that belongs to it', async () => {
	const project = await newProject(admin, { lead_id: member.id });
	await admin.supabase
		.from('project_budgets')
		.insert({ project_id: project.id, amount: 5 })
		.throwOnError();
	await member.supabase
		.from('tasks')
		.insert({ project_id: project.id, title: 'Pack' })
		.throwOnError();
	await admin.supabase.from('projects').delete().eq('id', project.id).throwOnError();
	for (const table of ['project_members', 'project_budgets', 'tasks']) {
		expect(await rowsOf(table, { project_id: project.id }), table).toEqual([]);
	}
});
