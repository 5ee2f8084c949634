import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import {
	deactivate,
	join,
	leave,
	newOrganization,
	newPerson,
	service,
	unique
} from '../fixtures.ts';
import { newCompany, newProject, newTask } from './company.ts';
import type { Company, Speaker } from './company.ts';
import { ask, rowsOf } from './database.ts';

let company: Company;

beforeAll(async () => {
	company = await newCompany();
});

const eventsOf = async (resource_id: string) =>
	(await rowsOf('audit_events', { resource_id })).map(({ kind, changes }) => ({ kind, changes }));

/** Begins an act of the admin about an invitation. */
async function begin(resource_id: string, changes: Record<string, unknown> = {}): Promise<string> {
	const { organization, admin } = company;
	const id = randomUUID();
	const act = { id, org_id: organization.id, resource: 'invitations', resource_id, changes };
	await service
		.rpc('audit_begin', {
			...{ actor_id: admin.id, session_id: `session_${unique()}` },
			acts: [{ ...act, kind: 'created' }] as never
		})
		.throwOnError();
	return id;
}

const end = (id: string, done: boolean, more: Record<string, unknown> = {}) =>
	service.rpc('audit_end', { id, done, ...more }).throwOnError();

describe('an act', () => {
	test('is told once it is done, once, with what the answer said', async () => {
		const thing = `invitation_${unique()}`;
		const id = await begin('', { role: [null, 'member'] });
		expect(await eventsOf(thing)).toEqual([]);
		const answer = { resource_id: thing, changes: { state: [null, 'pending'] } };
		await end(id, true, answer);
		await end(id, true, answer);
		expect(await eventsOf(thing)).toEqual([
			{ kind: 'created', changes: { role: [null, 'member'], state: [null, 'pending'] } }
		]);
	});

	test('is not told when it was refused', async () => {
		const thing = `invitation_${unique()}`;
		await end(await begin(thing), false);
		expect(await eventsOf(thing)).toEqual([]);
	});

	test('of a process that was killed is told as one without an answer', async () => {
		const thing = `invitation_${unique()}`;
		const id = await begin(thing);
		await ask(`update app.acts set begun_at = begun_at - interval '3 minutes' where id = $1`, [id]);
		await end(await begin(`invitation_${unique()}`), false);
		expect(await eventsOf(thing)).toEqual([
			{ kind: 'created', changes: { outcome: [null, 'no answer'] } }
		]);
		await end(id, true);
		expect(await eventsOf(thing)).toHaveLength(1);
	});
});

describe('nobody takes back what is written down', () => {
	test('with the secret key either', async () => {
		const { admin } = company;
		const { id } = await newTask(admin, await newProject(admin));
		const before = await rowsOf('audit_events', { resource_id: id });
		const table = () => service.from('audit_events');
		const event = { org_id: company.organization.id, resource: 'tasks', resource_id: id };
		for (const { error } of [
			await table().insert({ ...event, kind: 'created', changes: {} }),
			await table().update({ actor_id: null }).eq('resource_id', id),
			await table().delete().eq('resource_id', id),
			await table().select('id').eq('resource_id', id)
		]) {
			expect(error?.code).toBe('42501');
		}
		expect(await rowsOf('audit_events', { resource_id: id })).toEqual(before);
	});

	test('by an act that has the key of an event', async () => {
		const { admin } = company;
		const { id } = await newTask(admin, await newProject(admin));
		const [event] = await rowsOf('audit_events', { resource_id: id });
		await end(String(event?.id), true, { changes: { title: [null, 'Other'] } });
		expect(await rowsOf('audit_events', { resource_id: id })).toEqual([event]);
	});
});

describe('secrets', () => {
	const token = `eyJ${'a'.repeat(20)}.eyJ${'b'.repeat(40)}.${'c'.repeat(40)}`;
	const planted = [
		token,
		`sk_live_${unique()}`,
		`sb_secret_${unique()}`,
		`whsec_${unique()}`,
		`https://app.test/invite?invitation_token=${unique()}`.split('?')[1]!,
		`Bearer ${unique()}${unique()}`
	];

	test.each(planted)('that people write down are left out: %s', async (secret) => {
		const { admin, member } = company;
		const task = await newTask(member, await newProject(admin), {
			description: `Use "${secret}", please`
		});
		await member.supabase
			.from('tasks')
			.update({ title: `Old ${secret}` })
			.eq('id', task.id)
			.throwOnError();
		const events = await rowsOf('audit_events', { resource_id: task.id });
		expect(events).toHaveLength(2);
		expect(JSON.stringify(events)).not.toContain(secret);
		expect(JSON.stringify(events)).toContain('(left out)');
		expect(JSON.stringify(events)).toContain('please');
	});

	test('are left out by the names of their columns', async () => {
		const thing = `invitation_${unique()}`;
		const changes = { refresh_token: [null, 'plain'], api_key: ['one', 'two'], role: [null, 'x'] };
		await end(await begin(thing, changes), true);
		const [event] = await eventsOf(thing);
		expect(event?.changes).toEqual({
			refresh_token: ['(left out)', '(left out)'],
			api_key: ['(left out)', '(left out)'],
			role: [null, 'x']
		});
	});

	test('are not seen where there are none', async () => {
		const { admin, member } = company;
		const description = 'eyJ is how a token begins; sk_test is how a key begins; Bearer of news';
		const { id } = await newTask(member, await newProject(admin), { description });
		const [event] = await rowsOf('audit_events', { resource_id: id });
		expect(event?.changes).toMatchObject({ description: [null, description] });
	});
});

describe('what somebody sets for themselves', () => {
	test('is told when it is made, changed and dropped', async () => {
		const { supabase, id } = company.colleague;
		const mine = () => supabase.from('list_preferences');
		await mine().insert({ list: 'projects', settings: {} }).throwOnError();
		await mine()
			.update({ settings: { size: 25 } })
			.eq('list', 'projects')
			.throwOnError();
		await mine().delete().eq('list', 'projects').throwOnError();
		const events = await ask(
			'select kind, actor_id from public.audit_events where resource_id = $1 order by at',
			[`${id}/projects`]
		);
		expect(events.map(({ kind, actor_id }) => [kind, actor_id])).toEqual([
			['created', id],
			['changed', id],
			['deleted', id]
		]);
	});
});

describe('the organization itself', () => {
	test('tells of a new name, in nobody’s name where nobody here gave it', async () => {
		const { organization } = await newCompany();
		const [{ name, created_at } = {}] = await rowsOf('organizations', { id: organization.id });
		await service
			.rpc('mirror_put_organization', {
				...{ id: organization.id, name: 'Renamed', created_at: String(created_at) },
				updated_at: new Date(Date.now() + 1000).toISOString()
			})
			.throwOnError();
		const events = await rowsOf('audit_events', { resource_id: organization.id, kind: 'changed' });
		expect(events).toMatchObject([
			{ actor_id: null, kind: 'changed', changes: { name: [name, 'Renamed'] } }
		]);
	});

	test('tells of its end once, not of each membership', async () => {
		const { organization } = await newCompany();
		const before = await rowsOf('audit_events', { org_id: organization.id });
		await service.rpc('mirror_gone_organization', { id: organization.id }).throwOnError();
		const events = await rowsOf('audit_events', { org_id: organization.id });
		expect(events).toHaveLength(before.length + 1);
	});
});

describe('a person', () => {
	const nameOf = async (person: Speaker, firstName: string, more: Record<string, unknown> = {}) => {
		const [{ created_at, last_name } = {}] = await rowsOf('users', { id: person.id });
		const [{ email } = {}] = await rowsOf('user_emails', { user_id: person.id });
		const { data } = await service
			.rpc('mirror_put_user', {
				...{ id: person.id, email: String(email), first_name: firstName },
				...{ last_name: String(last_name), picture: null as unknown as string },
				...{
					created_at: String(created_at),
					updated_at: new Date(Date.now() + 1000).toISOString()
				},
				...more
			})
			.throwOnError();
		return data;
	};
	const told = async ({ id }: Speaker) =>
		(await rowsOf('audit_events', { resource: 'users', resource_id: id })).map(
			({ org_id, actor_id, session_id, kind, changes }) => ({
				...{ org_id, actor_id, session_id, kind, changes }
			})
		);

	test('who is called something else is told where they are, once, and not where they were', async () => {
		const { organization, member } = await newCompany();
		const [other, left, paused] = await Promise.all([
			newOrganization(),
			newOrganization(),
			newOrganization()
		]);
		for (const one of [other, left, paused]) await join(member, one);
		await leave(member, left);
		await deactivate(member, paused);
		const updated_at = new Date(Date.now() + 1000).toISOString();
		expect(await nameOf(member, 'Zoë', { updated_at, email: 'new@example.test' })).toBe('applied');
		expect(await nameOf(member, 'Zoë', { updated_at, email: 'new@example.test' })).toBe(
			'unchanged'
		);
		const changes = {
			first_name: [member.firstName, 'Zoë'],
			email: [member.email, 'new@example.test']
		};
		const about = { actor_id: null, session_id: null, kind: 'changed', changes };
		const events = await told(member);
		expect(events).toHaveLength(2);
		for (const { id } of [organization, other]) {
			expect(events).toContainEqual({ ...about, org_id: id });
		}
		// What WorkOS says anew without a difference is none.
		expect(await nameOf(member, 'Zoë', { updated_at: '2100-01-01T00:00:00Z' })).toBe('applied');
		expect(await told(member)).toHaveLength(2);
	});

	test('who did it themselves is named, however the mirror hears of it', async () => {
		const { organization, member } = await newCompany();
		const session_id = `session_${unique()}`;
		const act = { id: randomUUID(), resource: 'users', resource_id: member.id };
		await service
			.rpc('audit_begin', { actor_id: member.id, session_id, acts: [act] as never })
			.throwOnError();
		await nameOf(member, 'Zoë');
		await end(act.id, true);
		expect(await told(member)).toMatchObject([
			{ org_id: organization.id, actor_id: member.id, session_id }
		]);
	});

	test('who is here for the first time has not changed', async () => {
		const { organization } = await newCompany();
		const id = `user_${unique()}`;
		await service
			.rpc('mirror_put_membership', {
				...{ id: `om_${unique()}`, org_id: organization.id, user_id: id, roles: ['member'] },
				...{
					status: 'active',
					created_at: '2026-01-01T00:00:00Z',
					updated_at: '2026-01-01T00:00:00Z'
				}
			})
			.throwOnError();
		await service
			.rpc('mirror_put_user', {
				...{ id, email: `${id}@example.test`, first_name: 'New', last_name: 'Here' },
				...{ picture: null as unknown as string },
				...{ created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z' }
			})
			.throwOnError();
		expect(await rowsOf('audit_events', { resource: 'users', resource_id: id })).toEqual([]);
	});

	test('who deletes their account is in the log without a name', async () => {
		const { member } = await newCompany();
		await nameOf(member, 'Zoë', { picture: 'https://pictures.test/zoe.png' });
		await service.rpc('mirror_gone_user', { id: member.id }).throwOnError();
		expect((await told(member)).map(({ changes }) => changes)).toEqual([
			{ first_name: [null, null], picture: [null, null] }
		]);
	});

	test('who accepts on WorkOS’ page joined by themselves, also where its webhook came first', async () => {
		const { organization } = await newCompany();
		const person = await newPerson();
		const put = (id: string, status: string, minute: number) =>
			service
				.rpc('mirror_put_membership', {
					...{ id, org_id: organization.id, user_id: person.id, roles: ['member'], status },
					...{ created_at: '2026-01-01T00:00:00Z', updated_at: `2026-01-01T00:0${minute}:00Z` }
				})
				.throwOnError();
		const id = `om_${unique()}`;
		await put(id, 'pending', 0);
		await put(id, 'active', 1);
		await put(id, 'inactive', 2);
		await put(id, 'active', 3);
		const events = await ask(
			`select actor_id, changes -> 'status' as status from public.audit_events
			where resource_id = $1 order by at`,
			[person.id]
		);
		expect(events).toEqual([
			{ actor_id: null, status: [null, 'pending'] },
			{ actor_id: person.id, status: ['pending', 'active'] },
			{ actor_id: null, status: ['active', 'inactive'] },
			{ actor_id: null, status: ['inactive', 'active'] }
		]);
	});

	test('whose membership is another one than the pending one was let in by somebody else', async () => {
		const { organization } = await newCompany();
		const person = await newPerson();
		for (const [status, day] of [
			['pending', 1],
			['active', 2]
		] as const) {
			const time = `2026-01-0${day}T00:00:00Z`;
			await service
				.rpc('mirror_put_membership', {
					...{ id: `om_${unique()}`, org_id: organization.id, user_id: person.id },
					...{ roles: ['member'], status, created_at: time, updated_at: time }
				})
				.throwOnError();
		}
		const events = await rowsOf('audit_events', { resource_id: person.id });
		expect(events.map(({ actor_id }) => actor_id)).toEqual([null, null]);
	});
});

describe('a new organization', () => {
	const put = (id: string, external_id?: string) =>
		service
			.rpc('mirror_put_organization', {
				...{ id, name: `Studio ${unique()}`, created_at: '2026-01-01T00:00:00Z' },
				...{ updated_at: '2026-01-01T00:00:00Z', external_id }
			})
			.throwOnError();

	test('tells who made it, also when WorkOS’ webhook comes before its answer', async () => {
		const { admin } = company;
		const id = `org_${unique()}`;
		const external = `${admin.id}:${randomUUID()}`;
		const session_id = `session_${unique()}`;
		const act = { id: randomUUID(), resource: 'organizations', resource_id: external };
		await service
			.rpc('audit_begin', { actor_id: admin.id, session_id, acts: [act] as never })
			.throwOnError();
		await put(id, external);
		await put(id, external);
		await end(act.id, true);
		expect(await rowsOf('audit_events', { resource_id: id })).toMatchObject([
			{ org_id: id, actor_id: admin.id, session_id, kind: 'created' }
		]);
	});

	test('that was made elsewhere is told of nobody, also after a membership of it', async () => {
		const { admin } = company;
		const id = `org_${unique()}`;
		await service
			.rpc('mirror_put_membership', {
				...{ id: `om_${unique()}`, org_id: id, user_id: admin.id, roles: ['admin'] },
				...{
					status: 'active',
					created_at: '2026-01-01T00:00:00Z',
					updated_at: '2026-01-01T00:00:00Z'
				}
			})
			.throwOnError();
		await put(id, `${admin.id}:${randomUUID()}`);
		expect(await rowsOf('audit_events', { resource_id: id })).toMatchObject([
			{ org_id: id, actor_id: null, kind: 'created' }
		]);
	});
});

test('with an account its address goes out of the log of those who invited it', async () => {
	const { organization, admin, member } = await newCompany();
	const [{ email } = {}] = await rowsOf('user_emails', { user_id: member.id });
	const thing = `invitation_${unique()}`;
	for (const address of [String(email).toUpperCase(), 'other@example.test']) {
		await ask(
			`insert into public.audit_events (org_id, actor_id, kind, resource, resource_id, changes)
			values ($1, $2, 'created', 'invitations', $3, $4)`,
			[organization.id, admin.id, thing, JSON.stringify({ email: [null, address] })]
		);
	}
	await service.rpc('mirror_gone_user', { id: member.id }).throwOnError();
	expect((await eventsOf(thing)).map(({ changes }) => changes)).toEqual(
		expect.arrayContaining([{ email: [null, null] }, { email: [null, 'other@example.test'] }])
	);
});
