import type { SupabaseClient } from '@supabase/supabase-js';
import { beforeAll, describe, expect, test } from 'vitest';
import {
	as,
	deactivate,
	join,
	leave,
	newOrganization,
	newPerson,
	service,
	signed,
	signIn,
	unique,
	withToken
} from '../fixtures.ts';
import type { Person, Supabase } from '../fixtures.ts';
import { newCompany, newSpeaker } from './company.ts';
import type { Company, Speaker } from './company.ts';
import { rowsOf } from './database.ts';
import { putMembership } from './mirror.ts';

let company: Company;
let admin: Speaker;
let member: Speaker;
let former: Person;
let paused: Person;
let invited: Person;

beforeAll(async () => {
	company = await newCompany();
	({ admin, member } = company);
	const { organization } = company;
	[former, paused, invited] = await Promise.all([newPerson(), newPerson(), newPerson()]);
	await Promise.all([
		join(former, organization).then(() => leave(former, organization)),
		join(paused, organization).then(() => deactivate(paused, organization)),
		putMembership({
			id: `om_${unique()}`,
			org: organization.id,
			user: invited.id,
			status: 'pending'
		})
	]);
});

async function sees(
	{ supabase }: { supabase: SupabaseClient },
	table: 'users' | 'user_emails' | 'memberships',
	{ id }: Person
): Promise<boolean> {
	const column = table === 'users' ? 'id' : 'user_id';
	expect(await rowsOf(table, { [column]: id }), 'the row is there').not.toEqual([]);
	const { data } = await supabase.from(table).select().eq(column, id).throwOnError();
	return (data ?? []).length > 0;
}

describe('the name', () => {
	test('of those who were here stays readable for all', async () => {
		for (const person of [former, paused, company.colleague]) {
			expect(await sees(member, 'users', person)).toBe(true);
			expect(await sees(admin, 'users', person)).toBe(true);
		}
	});

	test('of who is invited is for admins', async () => {
		expect(await sees(member, 'users', invited)).toBe(false);
		expect(await sees(admin, 'users', invited)).toBe(true);
	});
});

describe('the e-mail address', () => {
	test('of those who are here is for all', async () => {
		expect(await sees(member, 'user_emails', company.colleague)).toBe(true);
		expect(await sees(admin, 'user_emails', company.colleague)).toBe(true);
	});

	test('of who is paused or invited is for admins', async () => {
		for (const person of [paused, invited]) {
			expect(await sees(member, 'user_emails', person)).toBe(false);
			expect(await sees(admin, 'user_emails', person)).toBe(true);
		}
	});

	test('of who has left is for nobody', async () => {
		expect(await sees(member, 'user_emails', former)).toBe(false);
		expect(await sees(admin, 'user_emails', former)).toBe(false);
	});
});

test('memberships that are not active are for admins', async () => {
	for (const person of [former, paused, invited]) {
		expect(await sees(member, 'memberships', person)).toBe(false);
		expect(await sees(admin, 'memberships', person)).toBe(true);
	}
});

describe('a person in two organizations', () => {
	let person: Person;
	let there: Company;
	let here: Supabase;

	beforeAll(async () => {
		there = await newCompany();
		person = await newPerson();
		await join(person, company.organization, 'admin');
		await join(person, there.organization);
		here = await as(person, company.organization);
	});

	test('reads both organizations for the switcher, and the settings of this one', async () => {
		const { data } = await here.from('organizations').select('id').throwOnError();
		const ids = [company.organization.id, there.organization.id];
		expect(data.map(({ id }) => id).sort()).toEqual(ids.sort());
		const { data: settings } = await here
			.from('organization_settings')
			.select('org_id')
			.throwOnError();
		expect(settings).toEqual([{ org_id: company.organization.id }]);
	});

	test('reads the own membership there, and nobody else of there', async () => {
		const { data } = await here
			.from('memberships')
			.select('user_id')
			.eq('org_id', there.organization.id)
			.throwOnError();
		expect(data).toEqual([{ user_id: person.id }]);
		for (const table of ['users', 'user_emails', 'memberships'] as const) {
			expect(await sees({ supabase: here }, table, there.colleague)).toBe(false);
			expect(await sees(there.member, table, there.colleague)).toBe(true);
		}
	});

	test('no longer reads an organization that was left', async () => {
		const third = await newOrganization();
		await join(person, third);
		const own = () => here.from('organizations').select('id').eq('id', third.id).throwOnError();
		const ownMembership = () =>
			here.from('memberships').select('id').eq('org_id', third.id).throwOnError();
		expect((await own()).data).toHaveLength(1);
		expect((await ownMembership()).data).toHaveLength(1);
		await leave(person, third);
		expect((await own()).data).toEqual([]);
		expect((await ownMembership()).data).toEqual([]);
	});

	test('reads none of either with a token for no organization, but the switcher', async () => {
		const nowhere = withToken(await signed({ role: 'authenticated', sub: person.id }));
		const { data: organizations } = await nowhere.from('organizations').select('id').throwOnError();
		expect(organizations).toHaveLength(2);
		const { data: memberships } = await nowhere
			.from('memberships')
			.select('user_id')
			.throwOnError();
		expect(memberships).toEqual([{ user_id: person.id }, { user_id: person.id }]);
		const { data: users } = await nowhere.from('users').select('id').throwOnError();
		expect(users).toEqual([{ id: person.id }]);
		const { data: emails } = await nowhere.from('user_emails').select('user_id').throwOnError();
		expect(emails).toEqual([{ user_id: person.id }]);
		for (const table of [
			'organization_settings',
			'projects',
			'project_members',
			'tasks'
		] as const) {
			const { data } = await nowhere.from(table).select('org_id').throwOnError();
			expect(data, table).toEqual([]);
		}
	});
});

test('an organization that is gone is read by nobody', async () => {
	const gone = await newCompany();
	const { admin: owner, organization } = gone;
	const read = () => owner.supabase.from('organizations').select('id').throwOnError();
	expect((await read()).data).toEqual([{ id: organization.id }]);
	await service.rpc('mirror_gone_organization', { id: organization.id }).throwOnError();
	expect((await read()).data).toEqual([]);
	for (const table of ['organization_settings', 'memberships', 'projects'] as const) {
		const { data } = await owner.supabase.from(table).select('org_id').throwOnError();
		expect(data, table).toEqual([]);
	}
	expect(await rowsOf('organizations', { id: organization.id })).toHaveLength(1);
});

test('of a person who is gone their colleagues see that they were here, without name or address', async () => {
	const lost = await newSpeaker(company.organization, 'member');
	await service.rpc('mirror_gone_user', { id: lost.id }).throwOnError();
	const { data } = await member.supabase
		.from('users')
		.select('first_name, last_name, picture, gone_at, user_emails(email)')
		.in('id', [lost.id, company.colleague.id])
		.order('gone_at', { nullsFirst: false })
		.throwOnError();
	expect(data).toEqual([
		{
			...{ first_name: null, last_name: null, picture: null, user_emails: null },
			gone_at: expect.stringMatching(/^2/)
		},
		// The control: somebody who is here.
		expect.objectContaining({ first_name: company.colleague.firstName, gone_at: null })
	]);
	const { data: own } = await lost.supabase.from('projects').select('id').throwOnError();
	expect(own).toEqual([]);
});

test('of a person who is gone nothing is kept that was theirs alone', async () => {
	const lost = await newSpeaker(company.organization, 'member');
	for (const { supabase } of [lost, company.colleague]) {
		await supabase.from('list_preferences').insert({ list: 'tasks' }).throwOnError();
	}
	const preferencesOf = ({ id }: Person) => rowsOf('list_preferences', { created_by: id });
	expect(await preferencesOf(lost), 'control').toHaveLength(1);
	await service.rpc('mirror_gone_user', { id: lost.id }).throwOnError();
	expect(await preferencesOf(lost)).toEqual([]);
	expect(await preferencesOf(company.colleague)).toHaveLength(1);
});

test('the sessions of a person who is gone end with them, and nobody else’s', async () => {
	const lost = await newPerson();
	const sessions = await Promise.all([signIn(lost), signIn(company.colleague)]);
	for (const [index, { id }] of [lost, company.colleague].entries()) {
		const proof = { sid: sessions[index]!.sid, secret_hash: unique() };
		await service.rpc('session_start', { ...proof, user_id: id, sealed: 's' }).throwOnError();
	}
	const hasEnded = () =>
		Promise.all(
			sessions.map(async ({ accessToken }) => {
				const state = withToken(accessToken).rpc('session_state', undefined, { get: true });
				return (await state.single().throwOnError()).data.session_ended;
			})
		);
	expect(await hasEnded()).toEqual([false, false]);
	await service.rpc('mirror_gone_user', { id: lost.id }).throwOnError();
	expect(await hasEnded()).toEqual([true, false]);
});
