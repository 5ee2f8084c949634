import { mirrorOrganization, mirrorUser, workos } from '../fixtures.ts';
import { ask } from '../policies/database.ts';
import { newCanary } from './canaries.ts';
import { contentsOf } from './contents.ts';
import { change } from './memberships.ts';
import { signIn } from './people.ts';
import type { State, Table } from './model/state.ts';

export interface World {
	state: State;
	organizations: string[];
	people: string[];
	/** What was done so far, in words. */
	lines: string[];
	/** Short names for ids, for words. */
	labels: Map<string, string>;
}

/** What happened before the beginning: person, organization, change, role. */
const past = [
	[0, 0, 'join', 'admin'],
	[0, 1, 'join', 'member'],
	[1, 0, 'join', 'member'],
	[2, 1, 'join', 'admin'],
	[2, 2, 'join', 'member'],
	[3, 1, 'join', 'member'],
	[3, 2, 'join', 'admin'],
	[4, 0, 'join', 'member'],
	[4, 2, 'join', 'member'],
	[1, 2, 'join', 'member'],
	[2, 0, 'join', 'admin'],
	[2, 0, 'remove', 'admin'],
	[4, 1, 'invite', 'member']
] as const;

/** Who is signed in at the beginning: person, organization. */
const present = [
	[0, 0],
	[1, 0],
	[2, 1],
	[3, 2],
	[3, 1],
	[5, null],
	[0, 1],
	[4, 0],
	[4, 2]
] as const;

const zones = ['UTC', 'Asia/Tokyo', 'America/Lima'];

/** New organizations and people, some signed in. */
export async function newWorld(): Promise<World> {
	const [organizations, people] = await Promise.all([
		Promise.all(zones.map(newOrganization)),
		Promise.all(Array.from({ length: 6 }, newPerson))
	]);
	const labels = new Map([
		...organizations.map((id, n) => [id, `organization-${n}`] as const),
		...people.map((id, n) => [id, `person-${n}`] as const)
	]);
	const state: State = {
		tables: await mirrored(organizations, people),
		tombstones: new Set(),
		workos: { organizations: new Set(organizations), people: new Set(people), memberships: [] },
		news: [],
		events: [],
		sessions: [],
		tokens: []
	};
	const personAt = (n: number) => people[n] ?? '';
	const organizationAt = (n: number) => organizations[n] ?? '';
	for (const [who, where, what, role] of past) {
		const place = { person: personAt(who), organization: organizationAt(where) };
		await change(state, { ...place, change: what, roles: [role], where: 'both' });
	}
	for (const [who, where] of present) {
		await signIn(state, personAt(who), where === null ? null : organizationAt(where));
	}
	state.tokens.push(null);
	return { state, organizations, people, lines: [], labels };
}

/** What is in the tables now, in the order in which it was made: numbers count on that. */
async function mirrored(organizations: string[], people: string[]): Promise<State['tables']> {
	const contents = await contentsOf(organizations, people);
	const inOrder = (table: Table, ids: string[]) =>
		ids.flatMap((id) =>
			contents[table].filter((row) => [row.id, row.org_id, row.user_id].includes(id))
		);
	return {
		...contents,
		organizations: inOrder('organizations', organizations),
		organization_settings: inOrder('organization_settings', organizations),
		users: inOrder('users', people),
		user_emails: inOrder('user_emails', people)
	};
}

async function newOrganization(zone: string): Promise<string> {
	const organization = await workos.organizations.createOrganization({
		name: `Org ${newCanary()}`
	});
	await mirrorOrganization(organization);
	// A picture and settings are ours.
	const picture = `https://pictures.test/${newCanary()}`;
	await ask('update public.organizations set picture = $2 where id = $1', [
		organization.id,
		picture
	]);
	await ask('update public.organization_settings set time_zone = $2 where org_id = $1', [
		organization.id,
		zone
	]);
	// Nothing has happened yet.
	await ask('delete from public.audit_events where org_id = $1', [organization.id]);
	return organization.id;
}

async function newPerson(): Promise<string> {
	const user = await workos.userManagement.createUser({
		email: `${newCanary()}@example.test`,
		firstName: `First ${newCanary()}`,
		lastName: `Last ${newCanary()}`
	});
	await mirrorUser({ ...user, profilePictureUrl: `https://pictures.test/${newCanary()}` });
	return user.id;
}
