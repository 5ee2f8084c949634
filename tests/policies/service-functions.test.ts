import type { SupabaseClient } from '@supabase/supabase-js';
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { access } from '../../supabase/access.ts';
import { membershipOf, service, unique, withToken } from '../fixtures.ts';
import { newCompany } from './company.ts';
import type { Company } from './company.ts';
import { ask, rowsOf } from './database.ts';
import { at } from './mirror.ts';
import { outsidersOf } from './outsiders.ts';

/*
 * What the app's server calls with the secret key is refused to everybody else, admins included:
 * a call could sign people out, or let them in.
 */

let company: Company & { membership: string };
let everybody: Record<string, SupabaseClient>;
let proof: { sid: string; secret_hash: string };

beforeAll(async () => {
	const made = await newCompany();
	const { id: membership } = await membershipOf(made.member, made.organization);
	company = { ...made, membership };
	everybody = {
		...(await outsidersOf(company.organization)),
		'a member': company.member.supabase,
		'an admin': company.admin.supabase
	};
	proof = { sid: `session_${unique()}`, secret_hash: unique() };
	await service
		.rpc('session_start', { ...proof, user_id: company.member.id, sealed: 'sealed' })
		.throwOnError();
});

/** Calls that would change what is known of the company, if they were let through. */
const calls: Record<string, () => Record<string, unknown>> = {
	session_start: () => ({
		...proof,
		secret_hash: 'other',
		user_id: company.member.id,
		sealed: 's'
	}),
	session_lease: () => ({ ...proof, holder: randomUUID() }),
	session_store: () => ({ ...proof, holder: randomUUID(), sealed: 'mine', release: true }),
	session_release: () => ({ ...proof, holder: randomUUID() }),
	session_end: () => proof,
	session_own: () => ({ ...proof, listed: [proof.sid] }),
	session_end_own: () => proof,
	session_may_ask: () => proof,
	mirror_put_organization: () => ({
		id: company.organization.id,
		name: 'Taken over',
		created_at: at(0),
		updated_at: '2100-01-01T00:00:00Z'
	}),
	mirror_put_user: () => ({
		id: company.admin.id,
		email: 'mallory@example.test',
		first_name: 'Mallory',
		last_name: null,
		picture: null,
		created_at: at(0),
		updated_at: '2100-01-01T00:00:00Z'
	}),
	mirror_put_membership: () => ({
		id: `om_${unique()}`,
		org_id: company.organization.id,
		user_id: company.member.id,
		roles: ['admin'],
		status: 'active',
		created_at: '2100-01-01T00:00:00Z',
		updated_at: '2100-01-01T00:00:00Z'
	}),
	mirror_had_membership: () => ({
		org_id: company.organization.id,
		user_id: company.member.id
	}),
	mirror_gone_membership: () => ({
		id: `om_${unique()}`,
		org_id: company.organization.id,
		user_id: company.member.id,
		created_at: '2100-01-01T00:00:00Z'
	}),
	mirror_gone_organization: () => ({ id: company.organization.id }),
	mirror_gone_user: () => ({ id: company.member.id }),
	mirror_apply_event: () => ({ event: goneOf(company.organization.id) }),
	mirror_apply_page: () => ({
		after: `event_${unique()}`,
		events: [goneOf(company.organization.id)]
	}),
	mirror_place: () => ({}),
	// A time at which nobody ever reached the end.
	mirror_set_place: () => ({ was_reached_at: at(0), reached_at: at(1) }),
	mirror_put_page: () => ({ news: [goneOf(company.organization.id)] }),
	mirror_present: () => ({ kind: 'membership', org_id: company.organization.id, after: '' }),
	mirror_mark_directory: () => ({ id: company.membership, directory_managed: true }),
	mirror_connected: () => ({ org_id: company.organization.id }),
	// Of which none: others look at what they lost.
	mirror_lost_admins: () => ({ most: 0 }),
	membership_reserve: () => ({
		org_id: company.organization.id,
		user_id: company.member.id,
		holder: randomUUID(),
		roles: null,
		asked: []
	}),
	membership_release: () => ({
		org_id: company.organization.id,
		user_id: company.member.id,
		holder: randomUUID(),
		answered: true
	}),
	audit_begin: () => ({
		actor_id: company.member.id,
		session_id: proof.sid,
		acts: [
			{
				...{ id: randomUUID(), org_id: company.organization.id, resource: 'invitations' },
				...{ resource_id: 'invitation_x', kind: 'created', changes: {} }
			}
		]
	}),
	audit_end: () => ({ id: randomUUID(), done: true }),
	// Of which there is none: others look at what they deleted.
	erase_gone_organizations: () => ({ most: 0 }),
	take_tokens: () => ({ bucket: unique(), wanted: 1, most: 1, period: '1 minute' })
};

/** News that this organization has ended. */
function goneOf(id: string) {
	return { id: `event_${unique()}`, kind: 'organization', gone: true, object: { id } };
}

async function everythingKnown(): Promise<unknown[]> {
	const { organization, admin, member } = company;
	return Promise.all([
		rowsOf('organizations', { id: organization.id }),
		rowsOf('memberships', { org_id: organization.id }),
		rowsOf('users', { id: admin.id }),
		rowsOf('user_emails', { user_id: admin.id }),
		rowsOf('users', { id: member.id }),
		ask('select * from app.sessions where sid = $1', [proof.sid]),
		ask('select * from app.membership_changes where org_id = $1', [organization.id]),
		ask('select * from app.acts where org_id = $1', [organization.id]),
		ask('select id from app.tombstones where id = any ($1)', [[organization.id, member.id]])
	]);
}

describe.each(Object.keys(calls))('%s', (name) => {
	test('is refused to all but the secret key', async () => {
		const before = await everythingKnown();
		for (const [who, supabase] of Object.entries(everybody)) {
			const { error } = await supabase.rpc(name, calls[name]?.());
			expect(['42501', 'PGRST202'], who).toContain(error?.code);
		}
		expect(await everythingKnown()).toEqual(before);
	});

	test('works for the secret key, on what belongs to somebody else', async () => {
		const untyped: SupabaseClient = service;
		const ids = { sid: `session_${unique()}`, id: `org_${unique()}` };
		const args: Record<string, unknown> = { ...calls[name]?.() };
		if ('sid' in args) args.sid = ids.sid;
		if ('event' in args) args.event = goneOf(ids.id);
		if ('news' in args) args.news = [goneOf(ids.id)];
		if ('kind' in args) args.org_id = ids.id;
		else if ('org_id' in args) args.org_id = ids.id;
		else if (name.endsWith('organization')) args.id = ids.id;
		else if (name.endsWith('user')) args.id = `user_${unique()}`;
		else if (name.endsWith('directory')) args.id = `om_${unique()}`;
		if ('org_id' in args && 'user_id' in args) args.user_id = `user_${unique()}`;
		const { error } = await untyped.rpc(name, args);
		expect(error).toBeNull();
	});

	test('is not there in the schema of the helpers', async () => {
		const { error } = await (service as SupabaseClient).schema('app').rpc(name, calls[name]?.());
		expect(error?.code).toBe('PGRST106');
	});
});

/** What people may call goes by the same name as the helper behind it. */
const served = [
	...['session_state', 'paused_memberships', 'run_alone'],
	...['organization_picture', 'organization_size']
];

test('the helpers of the policies cannot be called', async () => {
	const helpers = await ask<{ name: string }>(
		`select proname as name from pg_proc where pronamespace = 'app'::regnamespace`
	);
	expect(helpers).not.toHaveLength(0);
	const untyped: SupabaseClient = company.admin.supabase;
	for (const { name } of helpers.filter(({ name }) => !(name in calls))) {
		if (served.includes(name)) continue;
		const { error, status } = await untyped.rpc(name);
		expect(status, name).toBe(404);
		expect(error?.code, name).toBe('PGRST202');
	}
});

test('these are all the functions of the server', () => {
	const ofTheServer = Object.entries(access.functions).filter(
		([, entry]) => entry.for === 'server'
	);
	expect(Object.keys(calls).sort()).toEqual(ofTheServer.map(([name]) => name).sort());
});

test('what people may call is refused to those who are not signed in', async () => {
	for (const name of ['overview', 'session_state', 'paused_memberships'] as const) {
		const { error, status } = await withToken(null).rpc(name);
		expect(status).toBe(401);
		expect(error?.code).toBe('42501');
		const { error: none } = await company.member.supabase.rpc(name);
		expect(none).toBeNull();
	}
});
