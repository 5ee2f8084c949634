import type { Database, Json } from '$lib/database.types';
import { config } from './config';
import { counter } from './metrics';
import type { News } from './news';
import { ask, dataApi } from './supabase';
import { aheadOf } from './wrong-clock';

/*
 * The only module that holds Supabase's secret key. It calls named functions, with values that
 * WorkOS gave us or that belong to the request's own session, or with the hashed name of whom a
 * limit is about, and never touches a table.
 */

const endedSessions = counter('orgdeck_sessions_ended_total', 'Sessions that were ended here.');

type Functions = Database['public']['Functions'];
type Service = Extract<
	keyof Functions,
	| (`session_${string}` | `mirror_${string}` | `membership_${string}`)
	| (`audit_${string}` | `erase_${string}` | 'take_tokens')
>;

/** The proof that a request belongs to a session: its id, and the hash of its cookie's secret. */
export interface Proof {
	sid: string;
	secretHash: string;
}

export interface Lease {
	ended: boolean;
	/** Whether this holder may refresh now. */
	leased: boolean;
	sealed: string;
	/** Counts what was stored. */
	generation: number;
	/** By how many seconds our clock is ahead of the Data API's. */
	ahead: number;
}

async function call<Name extends Service>(
	name: Name,
	args: Functions[Name]['Args'],
	onAnswer: (response: Response, askedAt: number) => void = () => {}
): Promise<Functions[Name]['Returns']> {
	const { supabaseSecretKey: key } = config();
	const client = dataApi(key, key, async (input, init) => {
		const askedAt = Date.now();
		const response = await ask(new Request(input, init));
		onAnswer(response, askedAt);
		return response;
	});
	const { data } = await client.rpc(name as string as never, args as never).throwOnError();
	return data as Functions[Name]['Returns'];
}

/** Somebody acts in a person's name. */
export interface Impersonation {
	by: string;
	reason: string | null;
	organizationId: string | null;
}

/** Begins a session. False when this session has already ended. */
export function startSession(
	proof: Proof,
	userId: string,
	sealed: string,
	impersonation?: Impersonation
): Promise<boolean> {
	return call('session_start', {
		sid: proof.sid,
		user_id: userId,
		secret_hash: proof.secretHash,
		sealed,
		...(impersonation && {
			impersonator: impersonation.by,
			impersonator_reason: impersonation.reason as string,
			impersonated_in: impersonation.organizationId as string
		})
	});
}

/** Takes the right to refresh, or tells that another holds it. Null when there is no such session. */
export async function leaseSession(proof: Proof, holder: string): Promise<Lease | null> {
	let ahead = 0;
	const [lease] = await call(
		'session_lease',
		{ sid: proof.sid, secret_hash: proof.secretHash, holder },
		(response, askedAt) => (ahead = aheadOf(response, askedAt))
	);
	return lease ? { ...lease, ahead } : null;
}

/** Stores what a refresh gave. False when the lease passed on or the session ended meanwhile. */
export function storeSession(
	proof: Proof,
	holder: string,
	sealed: string,
	{ release }: { release: boolean }
): Promise<boolean> {
	return call('session_store', {
		sid: proof.sid,
		secret_hash: proof.secretHash,
		holder,
		sealed,
		release
	});
}

/** Gives the right to refresh back when nothing came of it. */
export function releaseSession(proof: Proof, holder: string): Promise<boolean> {
	return call('session_release', { sid: proof.sid, secret_hash: proof.secretHash, holder });
}

/** Ends a session for good: its tokens read and write nothing from the next statement on. */
export async function endSession(proof: Proof): Promise<boolean> {
	const ended = await call('session_end', { sid: proof.sid, secret_hash: proof.secretHash });
	if (ended) endedSessions.add();
	return ended;
}

/** Which sessions of a person are meant: all, all but the one that asks, or the one with this id. */
export type Which = 'all' | 'others' | { sid: string };

/**
 * Ends sessions of the person whose session this is.
 *
 * @param listed the ids of their sessions as WorkOS knows them, some of which have no record here
 * @returns the ids of those that were open
 */
export async function endOwnSessions(
	proof: Proof,
	listed: string[],
	which: Which
): Promise<string[]> {
	const ended = await call('session_end_own', {
		...{ sid: proof.sid, secret_hash: proof.secretHash, listed },
		which: typeof which === 'object' ? which.sid : undefined,
		others: which === 'others'
	});
	for (let count = 0; count < ended.length; count++) endedSessions.add();
	return ended;
}

/** What is known here of those of these sessions that are of the same person as this one. */
export function readOwnSessions(
	{ sid, secretHash: secret_hash }: Proof,
	listed: string[]
): Promise<{ id: string; used_at: string; ended: boolean }[]> {
	return call('session_own', { sid, secret_hash, listed });
}

/** Whether this session may ask WorkOS for its person's memberships: at most every 30 seconds. */
export function mayAskForMemberships(proof: Proof): Promise<boolean> {
	return call('session_may_ask', { sid: proof.sid, secret_hash: proof.secretHash });
}

/** The organizations that have lost their last admin since somebody asked, from so many losses at most. */
export function takeLostAdmins(most: number): Promise<string[]> {
	return call('mirror_lost_admins', { most });
}

/** Puts one of WorkOS' objects into the mirror; see the migration for what each answer means. */
export function put<Kind extends 'organization' | 'user' | 'membership'>(
	kind: Kind,
	values: Functions[`mirror_put_${Kind}`]['Args']
): Promise<string> {
	return call(`mirror_put_${kind}`, values as never);
}

/** Whether the mirror has or had this membership, whatever became of it. */
export function hadMembership(organizationId: string, userId: string): Promise<boolean> {
	return call('mirror_had_membership', { org_id: organizationId, user_id: userId });
}

/** Ends a membership that WorkOS says is gone. */
export async function membershipGone(
	membership: Functions['mirror_gone_membership']['Args']
): Promise<void> {
	await call('mirror_gone_membership', membership);
}

/** Ends an organization that WorkOS says is gone, and its memberships. */
export async function organizationGone(id: string): Promise<void> {
	await call('mirror_gone_organization', { id });
}

/** Ends a person that WorkOS says is gone, and their memberships. */
export async function userGone(id: string): Promise<void> {
	await call('mirror_gone_user', { id });
}

/** An event for the mirror; without news when its object was fetched and put by itself. */
export type MirrorEvent = { id: string } & Partial<News>;

/** Applies one event, once; `differs` when its object must be fetched first. */
export function applyEvent(event: MirrorEvent): Promise<string> {
	return withoutDeadlock(() => call('mirror_apply_event', { event: event as unknown as Json }));
}

/** How far the mirror has followed WorkOS' events. */
export interface Place {
	/** The last event applied; null when the next page begins an hour before `reachedAt`. */
	eventId: string | null;
	movedAt: string;
	/** When WorkOS had no later event. */
	reachedAt: string;
}

/** Null before the mirror was compared with WorkOS as a whole. */
export async function readPlace(): Promise<Place | null> {
	const [row] = await call('mirror_place', undefined as never);
	if (!row) return null;
	return { eventId: row.event_id, movedAt: row.moved_at, reachedAt: row.reached_at };
}

export interface AppliedPage {
	/** False when another one moved the place meanwhile: then nothing was done. */
	moved: boolean;
	/** How many events nobody had applied before. */
	applied: number;
	/** Events of which the objects must be fetched first: then nothing was done. */
	differs: string[];
}

/** Applies a page of events and moves the place from where the page was read, all or nothing. */
export async function applyPage(
	after: string | null,
	events: MirrorEvent[],
	reachedAt: string | null
): Promise<AppliedPage> {
	const [page] = await withoutDeadlock(() =>
		call('mirror_apply_page', {
			after: after as string,
			events: events as unknown as Json,
			reached_at: reachedAt as string
		})
	);
	return page!;
}

/** Begins to follow from a time on. False when the place was moved since it was read. */
export function setPlace(was: Place | null, reachedAt: string): Promise<boolean> {
	return call('mirror_set_place', {
		was_reached_at: (was?.reachedAt ?? null) as string,
		reached_at: reachedAt
	});
}

/** Puts objects that were just listed, and says of each what put says. */
export function putPage(news: News[]): Promise<string[]> {
	return withoutDeadlock(() => call('mirror_put_page', { news: news as unknown as Json }));
}

/** The next of those that have not ended here, up to 1,000, by id. */
export function listPresent(
	kind: News['kind'],
	after: string,
	organizationId: string | null = null
): Promise<{ id: string; user_id: string | null }[]> {
	return call('mirror_present', { kind, after, org_id: organizationId as string });
}

/** Of two that wait for each other's rows Postgres ends one, which did nothing and may try again. */
async function withoutDeadlock<Value>(work: () => Promise<Value>): Promise<Value> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await work();
		} catch (reason) {
			const isDeadlock = (reason as { code?: string }).code === '40P01';
			if (!isDeadlock || attempt === 5) throw reason;
		}
	}
}

/** Notes whether a directory manages a membership that the mirror holds. */
export async function markDirectory(id: string, directoryManaged: boolean): Promise<void> {
	await call('mirror_mark_directory', { id, directory_managed: directoryManaged });
}

/** Notes that an organization has a connection to its own identity provider, or had one. */
export async function noteConnected(organizationId: string): Promise<void> {
	await call('mirror_connected', { org_id: organizationId });
}

/** A change of a membership by one request. */
export interface MembershipChange {
	org_id: string;
	user_id: string;
	holder: string;
}

/** What comes next for somebody who wants to change a membership; see the migration. */
export type Reservation =
	| { answer: 'ask'; person: string; membership: string }
	| { answer: 'go' | 'busy' | 'last' | 'none' };

/**
 * Reserves a membership for a change.
 *
 * @param roles what the person will have; null when they will not be in
 * @param asked whom WorkOS was asked about since the first call
 */
export async function reserveMembership(
	change: MembershipChange,
	roles: string[] | null,
	asked: string[]
): Promise<Reservation> {
	const args = { ...change, roles: roles as string[], asked };
	const [reservation] = await call('membership_reserve', args);
	return reservation as Reservation;
}

/** Lets others change the membership again; without an answer of WorkOS only once it was asked. */
export function releaseMembership(change: MembershipChange, answered: boolean): Promise<boolean> {
	return call('membership_release', { ...change, answered });
}

/** What somebody is about to have WorkOS do, for the audit log; see the migration. */
export interface Act {
	id: string;
	/** Null where it is about whichever organizations the person belongs to. */
	org_id: string | null;
	resource: string;
	resource_id: string;
	/** Left out where the mirror tells what came of it. */
	kind?: 'created' | 'changed' | 'deleted' | 'resent' | 'opened' | 'exported' | 'began' | 'ended';
	/** What was and what is, by name. */
	changes?: Record<string, unknown>;
	/** The state of a membership that it explains. */
	becomes?: string;
}

/** What only WorkOS' answer told of an act. */
export interface Answered {
	resource_id?: string;
	changes?: Record<string, unknown>;
}

/** Writes down what this person is about to do. */
export async function beginActs(
	{ userId, sid }: { userId: string; sid: string },
	acts: Act[]
): Promise<void> {
	const values = { actor_id: userId, session_id: sid, acts: acts as unknown as Json };
	await call('audit_begin', values);
}

/** Writes down what came of it; null when WorkOS refused. */
export async function endAct(id: string, answered: Answered | null): Promise<void> {
	const { resource_id, changes } = answered ?? {};
	await call('audit_end', { id, done: answered !== null, resource_id, changes: changes as Json });
}

/** Erases at most so many rows of organizations that are gone, and says how many. */
export function eraseGoneOrganizations(most: number): Promise<number> {
	return call('erase_gone_organizations', { most });
}

/**
 * Takes tokens out of a bucket that holds so many and fills up again within so many minutes.
 *
 * @returns in how many seconds there will be enough; 0 when they were taken
 */
export function takeTokens(
	bucket: string,
	wanted: number,
	most: number,
	minutes: number
): Promise<number> {
	return call('take_tokens', { bucket, wanted, most, period: `${minutes} minutes` });
}
