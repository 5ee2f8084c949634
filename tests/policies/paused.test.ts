import { beforeAll, describe, expect, test } from 'vitest';
import {
	as,
	deactivate,
	join,
	leave,
	newOrganization,
	newPerson,
	service,
	signIn,
	unique,
	withToken
} from '../fixtures.ts';
import type { Organization, Person, Supabase } from '../fixtures.ts';
import { newCompany } from './company.ts';
import type { Company } from './company.ts';
import { ask } from './database.ts';
import { goneOrganization, newIds, putMembership, putOrganization } from './mirror.ts';

/*
 * Somebody who is paused learns that they are, and whom to ask. Nobody learns more than that, and
 * nobody else learns anything.
 */

let company: Company;

beforeAll(async () => {
	company = await newCompany();
});

async function pausedIn(supabase: Supabase) {
	const { data } = await supabase.rpc('paused_memberships').throwOnError();
	return data;
}

/** Somebody paused in this organization, with a token for it or for another one. */
async function newPaused(
	organization: Organization,
	tokenFor: Organization | undefined = organization
): Promise<{ person: Person; supabase: Supabase }> {
	const person = await newPerson();
	await join(person, organization, 'admin');
	if (tokenFor !== organization) await join(person, tokenFor);
	const supabase = await as(person, tokenFor);
	await deactivate(person, organization);
	return { person, supabase };
}

const nameOf = ({ firstName, lastName }: Person) => `${firstName} ${lastName}`;
const told = ({ organization, admin }: Company) => ({
	organization_id: organization.id,
	name: organization.name,
	slug: organization.slug,
	picture: null,
	admins: [nameOf(admin)]
});

test('a paused person reads where, and who are the admins', async () => {
	const { supabase } = await newPaused(company.organization);
	expect(await pausedIn(supabase)).toEqual([told(company)]);
});

test('also with a token for another organization', async () => {
	const { supabase } = await newPaused(company.organization, await newOrganization());
	expect(await pausedIn(supabase)).toEqual([told(company)]);
});

test('also with a token for no organization', async () => {
	const { person } = await newPaused(company.organization);
	expect(await pausedIn(await as(person))).toEqual([told(company)]);
});

test('who is paused in several reads of each', async () => {
	const other = await newCompany();
	const { person, supabase } = await newPaused(company.organization, other.organization);
	await deactivate(person, other.organization);
	const names = (await pausedIn(supabase)).map(({ name }) => name);
	expect(names.sort()).toEqual([company.organization.name, other.organization.name].sort());
});

test('they read nothing else of the organization', async () => {
	const { supabase } = await newPaused(company.organization);
	expect(await pausedIn(supabase), 'control').toHaveLength(1);
	const { data: users } = await supabase.from('users').select('id').throwOnError();
	const { data: emails } = await supabase.from('user_emails').select('email').throwOnError();
	const { data: organizations } = await supabase.from('organizations').select('id').throwOnError();
	expect(users).toHaveLength(1);
	expect(emails).toHaveLength(1);
	expect(organizations).toEqual([]);
});

describe('only admins are named', () => {
	test('who are here now and have a name, three at most', async () => {
		const { organization, admin } = await newCompany();
		const admins = await Promise.all([1, 2, 3].map(() => newPerson()));
		// One after the other: those who are here longest come first.
		for (const person of admins) await join(person, organization, 'admin');
		const { supabase } = await newPaused(organization);
		const [first, second, third] = admins;
		expect((await pausedIn(supabase))[0]?.admins).toEqual(
			[admin, first!, second!].map((person) => nameOf(person))
		);

		await ask(`update public.users set first_name = null, last_name = '' where id = $1`, [
			admin.id
		]);
		await deactivate(first!, organization);
		await leave(second!, organization);
		expect((await pausedIn(supabase))[0]?.admins).toEqual([nameOf(third!)]);
	});

	test('and nobody where there is none', async () => {
		const { supabase } = await newPaused(await newOrganization());
		expect(await pausedIn(supabase)).toMatchObject([{ admins: [] }]);
	});
});

describe('nothing is told to', () => {
	test('an active member, an admin included', async () => {
		expect(await pausedIn(company.member.supabase)).toEqual([]);
		expect(await pausedIn(company.admin.supabase)).toEqual([]);
	});

	test('somebody who was removed', async () => {
		const { person, supabase } = await newPaused(company.organization);
		await leave(person, company.organization);
		expect(await pausedIn(supabase)).toEqual([]);
	});

	test('somebody who is invited', async () => {
		const person = await newPerson();
		const { organization } = company;
		const ids = { id: `om_${unique()}`, org: organization.id, user: person.id };
		await putMembership({ ...ids, roles: ['admin'], status: 'pending' });
		expect(await pausedIn(await as(person))).toEqual([]);
	});

	test('somebody who never belonged', async () => {
		const person = await newPerson();
		expect(await pausedIn(await as(person))).toEqual([]);
	});

	test('somebody whose session has ended', async () => {
		const { person } = await newPaused(company.organization);
		const { sid, accessToken } = await signIn(person);
		const supabase = withToken(accessToken);
		expect(await pausedIn(supabase), 'control').toHaveLength(1);
		const proof = { sid, secret_hash: unique() };
		await service
			.rpc('session_start', { ...proof, user_id: person.id, sealed: 's' })
			.throwOnError();
		await service.rpc('session_end', proof).throwOnError();
		expect(await pausedIn(supabase)).toEqual([]);
	});

	test('anybody, of an organization that is gone or not known by name', async () => {
		const { org, membership } = newIds();
		const person = await newPerson();
		const supabase = await as(person);
		await putMembership({
			...{ id: membership, org, user: person.id },
			...{ roles: ['member'], status: 'inactive' }
		});
		expect(await pausedIn(supabase)).toEqual([]);
		await putOrganization({ id: org, name: `Known ${unique()}` });
		expect(await pausedIn(supabase)).toHaveLength(1);
		await goneOrganization(org);
		expect(await pausedIn(supabase)).toEqual([]);
	});
});
