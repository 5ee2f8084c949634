import { randomBytes } from 'node:crypto';
import {
	changeRoles,
	deactivate,
	join,
	leave,
	mirrorMembership,
	newOrganization,
	newPerson,
	service,
	signIn,
	unique,
	workos
} from '../fixtures.ts';
import type { Organization, Person } from '../fixtures.ts';
import { ask } from '../policies/database.ts';
import { stack } from '../stack.ts';
import { tokenOfSupabaseAuth } from '../policies/outsiders.ts';
import type { AnyCaller, Cast } from './language.ts';

/** Somebody with the token with which they ask. */
export interface Asker {
	/** Null for those who are no person of ours. */
	person: Person | null;
	token: string | null;
}

export interface World {
	askers: Record<AnyCaller, Asker>;
	/** Ids of the people and organizations, as this caller is to find them. */
	castFor(caller: AnyCaller): Cast;
	/** The organizations, to make rows in. */
	organizations: Record<'ours' | 'beside' | 'far', { id: string; colleague: string }>;
	/** Where the stranger is an admin. */
	home: string;
}

/**
 * New organizations with one person for each kind of caller. Everybody signs in for real while they
 * still are what their token will say, and becomes what they are afterwards.
 */
export async function newWorld(): Promise<World> {
	const [ours, beside, asleep, far, home] = await Promise.all(
		Array.from({ length: 5 }, () => newOrganization())
	);
	const [here, asleepHere, left, invited, personBeside, personFar] = await Promise.all(
		Array.from({ length: 6 }, () => newPerson())
	);
	await Promise.all([
		join(here!, ours!),
		join(asleepHere!, ours!).then(() => deactivate(asleepHere!, ours!)),
		join(left!, ours!).then(() => leave(left!, ours!)),
		invite(invited!, ours!),
		joinBeside(personBeside!),
		join(personFar!, far!)
	]);

	async function joinBeside(person: Person): Promise<void> {
		await join(person, beside!, 'admin');
		await join(person, asleep!, 'admin');
		await deactivate(person, asleep!);
	}
	async function insider(role: string): Promise<Person> {
		const person = await newPerson();
		await Promise.all([join(person, ours!, role), joinBeside(person)]);
		return person;
	}
	const asker = async (role: string): Promise<Asker & { person: Person }> => {
		const person = await insider(role);
		return { person, token: (await signIn(person, ours)).accessToken };
	};

	const [nowhere, stranger, former, demoted, paused, ended, impersonator, member, admin] =
		await Promise.all([
			askerNowhere(),
			askerFrom(home!),
			asker('admin'),
			asker('admin'),
			asker('admin'),
			insider('admin').then((person) => askerWhoSignedOut(person, ours!)),
			insider('admin').then((person) => impersonatorOf(person, ours!)),
			asker('member'),
			asker('admin')
		]);
	await Promise.all([
		...[ours!, beside!, far!].map(({ id }) => tell(id)),
		leave(former.person, ours!),
		changeRoles(demoted.person, ours!, 'member'),
		deactivate(paused.person, ours!)
	]);

	async function askerNowhere(): Promise<Asker> {
		const person = await newPerson();
		// Signs in before belonging to anything: with one organization WorkOS would choose it.
		const { accessToken: token } = await signIn(person);
		await joinBeside(person);
		return { person, token };
	}
	async function askerFrom(organization: Organization): Promise<Asker> {
		const person = await newPerson();
		await Promise.all([join(person, organization, 'admin'), joinBeside(person)]);
		return { person, token: (await signIn(person, organization)).accessToken };
	}

	const nobody = { person: null, token: null };
	const supabase = { person: null, token: await tokenOfSupabaseAuth() };
	const askers = {
		...{ anon: nobody, nowhere, stranger, former, demoted, impersonator, member, admin },
		...{ paused, ended, supabase }
	};
	return {
		askers,
		castFor: (caller) => ({
			organization: ours!.id,
			beside: beside!.id,
			asleep: asleep!.id,
			far: far!.id,
			here: here!.id,
			paused: asleepHere!.id,
			left: left!.id,
			invited: invited!.id,
			personBeside: personBeside!.id,
			personFar: personFar!.id,
			caller: askers[caller].person?.id ?? personBeside!.id
		}),
		organizations: {
			ours: { id: ours!.id, colleague: here!.id },
			beside: { id: beside!.id, colleague: personBeside!.id },
			far: { id: far!.id, colleague: personFar!.id }
		},
		home: home!.id
	};
}

/** Something happened there, of which nobody but the database can have written. */
async function tell(organization: string): Promise<void> {
	await ask(
		`insert into public.audit_events (org_id, kind, resource, resource_id, changes)
		values ($1, 'created', 'tasks', gen_random_uuid()::text, '{}')`,
		[organization]
	);
}

async function invite(person: Person, organization: Organization): Promise<void> {
	const at = new Date().toISOString();
	await mirrorMembership({
		id: `om_${unique()}`,
		organizationId: organization.id,
		userId: person.id,
		role: { slug: 'member' },
		status: 'pending',
		createdAt: at,
		updatedAt: at
	});
}

async function askerWhoSignedOut(
	person: Person,
	organization: Organization
): Promise<Asker & { person: Person }> {
	const { sid, accessToken: token } = await signIn(person, organization);
	const proof = { sid, secret_hash: randomBytes(32).toString('hex') };
	await service
		.rpc('session_start', { ...proof, user_id: person.id, sealed: 'sealed' })
		.throwOnError();
	await service.rpc('session_end', proof).throwOnError();
	return { person, token };
}

async function impersonatorOf(
	person: Person,
	organization: Organization
): Promise<Asker & { person: Person }> {
	const response = await fetch(new URL('/_test/impersonate', stack.env.WORKOS_API_URL), {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({
			...{ user_id: person.id, organization_id: organization.id },
			...{ email: 'support@orgdeck.test', reason: 'A question' }
		})
	});
	const { code } = (await response.json()) as { code: string };
	const { accessToken: token } = await workos.userManagement.authenticateWithCode({
		clientId: stack.env.WORKOS_CLIENT_ID,
		code
	});
	return { person, token };
}

let shared: Promise<World> | undefined;

/** One world for all that changes nothing in it but the rows it made itself. */
export function theWorld(): Promise<World> {
	return (shared ??= newWorld());
}

/** Forgets the shared world, once the database is another one. */
export function forgetTheWorld(): void {
	shared = undefined;
}
