import { beforeAll, describe, expect, test } from 'vitest';
import {
	as,
	changeRoles,
	deactivate,
	join,
	leave,
	newPerson,
	service,
	signIn,
	signed,
	unique,
	withToken
} from '../fixtures.ts';
import type { Organization, Person, Supabase } from '../fixtures.ts';
import { newCompany } from './company.ts';
import { goneOrganization, newIds, putMembership, putOrganization } from './mirror.ts';

let organization: Organization;

beforeAll(async () => {
	({ organization } = await newCompany());
});

async function stateOf(supabase: Supabase) {
	const { data } = await supabase.rpc('session_state').single().throwOnError();
	return data;
}

async function newMember(roles: string): Promise<Person> {
	const person = await newPerson();
	await join(person, organization, roles);
	return person;
}

function organizationOf({ id, name, slug }: Organization) {
	return {
		organization_id: id,
		organization_name: name,
		organization_slug: slug,
		organization_picture: null
	};
}

function personOf({ id, email, firstName, lastName }: Person) {
	return { user_id: id, first_name: firstName, last_name: lastName, email, user_picture: null };
}

const roles = (inToken: boolean, inMirror: boolean) => ({
	is_admin: inToken && inMirror,
	admin_in_token: inToken,
	admin_in_mirror: inMirror
});

test.each([
	['admin', true],
	['member', false]
] as const)('says who an active %s is and where', async (role, isAdmin) => {
	const person = await newMember(role);
	expect(await stateOf(await as(person, organization))).toEqual({
		session_ended: false,
		status: 'active',
		impersonator: null,
		impersonator_reason: null,
		...roles(isAdmin, isAdmin),
		...organizationOf(organization),
		...personOf(person)
	});
});

test('tells a demotion', async () => {
	const person = await newMember('admin');
	const supabase = await as(person, organization);
	await changeRoles(person, organization, 'member', { only: 'mirror' });
	expect(await stateOf(supabase)).toMatchObject({ status: 'active', ...roles(true, false) });
});

test('tells a promotion', async () => {
	const person = await newMember('member');
	const supabase = await as(person, organization);
	await changeRoles(person, organization, 'admin');
	expect(await stateOf(supabase)).toMatchObject({ status: 'active', ...roles(false, true) });
});

describe('tells that the membership is', () => {
	test.each([
		['inactive', deactivate],
		['removed', leave]
	])('%s', async (status, deed) => {
		const person = await newMember('admin');
		const supabase = await as(person, organization);
		await deed(person, organization);
		expect(await stateOf(supabase)).toMatchObject({
			session_ended: false,
			status,
			is_admin: false,
			...personOf(person)
		});
	});

	test('pending', async () => {
		const person = await newPerson();
		await putMembership({
			id: `om_${unique()}`,
			org: organization.id,
			user: person.id,
			roles: ['admin'],
			status: 'pending'
		});
		const claims = { role: 'authenticated', sub: person.id, org_id: organization.id };
		const supabase = withToken(await signed({ ...claims, roles: ['admin'] }));
		expect(await stateOf(supabase)).toMatchObject({ status: 'pending', is_admin: false });
	});

	test('one of an organization that is gone', async () => {
		const { org, membership } = newIds();
		const person = await newPerson();
		await putOrganization({ id: org, name: `Gone ${unique()}` });
		await putMembership({ id: membership, org, user: person.id, roles: ['admin'] });
		const claims = { role: 'authenticated', sub: person.id, org_id: org, roles: ['admin'] };
		const supabase = withToken(await signed(claims));
		expect(await stateOf(supabase)).toMatchObject({ status: 'active', is_admin: true });
		await goneOrganization(org);
		expect(await stateOf(supabase)).toMatchObject({ status: 'gone', is_admin: false });
	});

	test('unknown', async () => {
		const person = await newPerson();
		await join(person, organization, 'admin', { only: 'workos' });
		expect(await stateOf(await as(person, organization))).toMatchObject({
			session_ended: false,
			status: null,
			organization_id: null,
			organization_name: null,
			...roles(true, false),
			...personOf(person)
		});
	});
});

test('tells that the session has ended, and nothing else of the person', async () => {
	const person = await newMember('admin');
	const { sid, accessToken } = await signIn(person, organization);
	const supabase = withToken(accessToken);
	const proof = { sid, secret_hash: unique() };
	await service
		.rpc('session_start', { ...proof, user_id: person.id, sealed: 'sealed' })
		.throwOnError();
	expect(await stateOf(supabase)).toMatchObject({ session_ended: false, status: 'active' });
	await service.rpc('session_end', proof).throwOnError();
	expect(await stateOf(supabase)).toMatchObject({
		session_ended: true,
		status: null,
		is_admin: false,
		organization_id: null,
		organization_name: null,
		user_id: null,
		first_name: null,
		email: null
	});
});

test('says who somebody without an organization is', async () => {
	const person = await newPerson();
	expect(await stateOf(await as(person))).toMatchObject({
		session_ended: false,
		status: null,
		organization_id: null,
		...roles(false, false),
		...personOf(person)
	});
});

test('says nothing of an organization that the token only claims', async () => {
	const person = await newPerson();
	const claims = { role: 'authenticated', sub: person.id, org_id: organization.id };
	const supabase = withToken(await signed({ ...claims, roles: ['admin'] }));
	expect(await stateOf(supabase)).toMatchObject({
		status: null,
		is_admin: false,
		organization_id: null,
		organization_name: null,
		organization_slug: null
	});
});

test('names who acts in the name of the person', async () => {
	const person = await newMember('member');
	const act = { sub: 'support@workos.test' };
	const claims = { role: 'authenticated', sub: person.id, org_id: organization.id, act };
	const supabase = withToken(await signed({ ...claims, roles: ['member'] }));
	expect(await stateOf(supabase)).toMatchObject({
		status: 'active',
		impersonator: 'support@workos.test'
	});
});

test('says why somebody acts in the name of the person, to that very session', async () => {
	const person = await newMember('admin');
	const act = { sub: 'support@workos.test' };
	const claims = {
		...{ role: 'authenticated', sub: person.id, org_id: organization.id },
		roles: ['admin']
	};
	const stateWith = async (more: object) =>
		(await stateOf(withToken(await signed({ ...claims, ...more })))).impersonator_reason;
	const sid = `session_${unique()}`;
	await service
		.rpc('session_start', {
			...{ sid, secret_hash: unique(), user_id: person.id, sealed: 'sealed' },
			...{
				impersonator: act.sub,
				impersonator_reason: 'Ticket 42',
				impersonated_in: organization.id
			}
		})
		.throwOnError();
	expect(await stateWith({ sid, act })).toBe('Ticket 42');

	// Another session, the person's own, somebody else's, and one of another impersonator.
	expect(await stateWith({ sid: `session_${unique()}`, act })).toBeNull();
	expect(await stateWith({ sid })).toBeNull();
	expect(await stateWith({ sid, act: { sub: 'other@workos.test' } })).toBeNull();
	const stranger = await newMember('admin');
	expect(await stateWith({ sid, act, sub: stranger.id })).toBeNull();
});

test('takes a token that does not say who acts for one of somebody', async () => {
	const person = await newMember('admin');
	const claims = { role: 'authenticated', sub: person.id, org_id: organization.id, act: {} };
	const supabase = withToken(await signed({ ...claims, roles: ['admin'] }));
	expect(await stateOf(supabase)).toMatchObject({ impersonator: 'Somebody' });
});
