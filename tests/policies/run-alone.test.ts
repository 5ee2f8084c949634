import { expect, test } from 'vitest';
import {
	as,
	changeRoles,
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
import { newCompany, newSpeaker } from './company.ts';
import { goneOrganization, newIds, putMembership, putOrganization } from './mirror.ts';

/*
 * Where somebody is the only admin. Told to them alone, of their own organizations.
 */

async function runAlone(supabase: Supabase) {
	const { data } = await supabase.rpc('run_alone').throwOnError();
	return data;
}

/** A new organization that this person runs. */
async function foundedBy(person: Person): Promise<Organization> {
	const organization = await newOrganization();
	await join(person, organization, 'admin');
	return organization;
}

test('the only admin reads which one it is, and whether somebody else is in it', async () => {
	const person = await newPerson();
	const [shared, lonely] = [await foundedBy(person), await foundedBy(person)];
	await join(await newPerson(), shared);
	const told = [
		{ name: shared.name, slug: shared.slug, has_others: true },
		{ name: lonely.name, slug: lonely.slug, has_others: false }
	];
	told.sort((one, other) => (one.name < other.name ? -1 : 1));
	// Whichever organization the token is for.
	expect(await runAlone(await as(person, shared))).toEqual(told);
	expect(await runAlone(await as(person, lonely))).toEqual(told);
});

test('a second admin makes the difference, while they are one and are here', async () => {
	const { organization, admin } = await newCompany();
	const names = async () => (await runAlone(admin.supabase)).map(({ name }) => name);
	const [second, third] = [await newPerson(), await newPerson()];
	expect(await names()).toEqual([organization.name]);
	await join(second, organization, 'admin');
	expect(await names()).toEqual([]);
	await deactivate(second, organization);
	expect(await names()).toEqual([organization.name]);
	await join(third, organization, 'admin');
	expect(await names()).toEqual([]);
	await changeRoles(third, organization, 'member');
	expect(await names()).toEqual([organization.name]);
	await leave(third, organization);
	await leave(second, organization);
	expect(await runAlone(admin.supabase)).toMatchObject([{ has_others: true }]);
});

test('whoever is paused or was removed is nobody who could take over', async () => {
	const person = await newPerson();
	const organization = await foundedBy(person);
	const [paused, removed] = [await newPerson(), await newPerson()];
	for (const other of [paused, removed]) await join(other, organization);
	const supabase = await as(person);
	expect(await runAlone(supabase)).toMatchObject([{ has_others: true }]);
	await deactivate(paused, organization);
	await leave(removed, organization);
	expect(await runAlone(supabase)).toMatchObject([{ has_others: false }]);
});

test('nothing is told to members, to who was an admin, or of what is gone', async () => {
	const { organization, admin, member } = await newCompany();
	expect(await runAlone(admin.supabase), 'control').toHaveLength(1);
	expect(await runAlone(member.supabase)).toEqual([]);

	const demoted = await newSpeaker(organization, 'admin');
	await changeRoles(demoted, organization, 'member');
	expect(await runAlone(demoted.supabase)).toEqual([]);

	await goneOrganization(organization.id);
	expect(await runAlone(admin.supabase)).toEqual([]);
});

test('an organization is told of once it is known by name', async () => {
	const person = await newPerson();
	const supabase = await as(person);
	const { org, membership } = newIds();
	await putMembership({ id: membership, org, user: person.id, roles: ['admin'] });
	expect(await runAlone(supabase)).toEqual([]);
	await putOrganization({ id: org, name: `Known ${unique()}` });
	expect(await runAlone(supabase)).toHaveLength(1);
});

test('nothing is told to who is paused, or whose session has ended', async () => {
	const person = await newPerson();
	const organization = await foundedBy(person);
	const { sid, accessToken } = await signIn(person, organization);
	const supabase = withToken(accessToken);
	expect(await runAlone(supabase), 'control').toHaveLength(1);

	const other = await newPerson();
	const paused = await foundedBy(other);
	await deactivate(other, paused);
	expect(await runAlone(await as(other))).toEqual([]);

	const proof = { sid, secret_hash: unique() };
	await service.rpc('session_start', { ...proof, user_id: person.id, sealed: 's' }).throwOnError();
	await service.rpc('session_end', proof).throwOnError();
	expect(await runAlone(supabase)).toEqual([]);
});
