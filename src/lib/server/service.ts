import { createClient } from '@supabase/supabase-js';
import type { Database } from '$lib/database.types';
import { config } from './config';
import { ask } from './supabase';

/*
 * The only module that holds Supabase's secret key. It calls named functions, with values that
 * WorkOS gave us or that belong to the request's own session, and never touches a table.
 */

type Functions = Database['public']['Functions'];
type Service = Extract<keyof Functions, `session_${string}` | `mirror_${string}`>;

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
}

async function call<Name extends Service>(
	name: Name,
	args: Functions[Name]['Args']
): Promise<Functions[Name]['Returns']> {
	const { supabaseUrl, supabaseSecretKey } = config();
	const client = createClient<Database>(supabaseUrl, supabaseSecretKey, {
		auth: { persistSession: false, autoRefreshToken: false },
		db: { retry: false },
		global: { fetch: (input, init) => ask(new Request(input, init)) }
	});
	const { data } = await client.rpc(name as string as never, args as never).throwOnError();
	return data as Functions[Name]['Returns'];
}

/** Begins a session. False when this session has already ended. */
export function startSession(proof: Proof, userId: string, sealed: string): Promise<boolean> {
	return call('session_start', {
		sid: proof.sid,
		user_id: userId,
		secret_hash: proof.secretHash,
		sealed
	});
}

/** Takes the right to refresh, or tells that another holds it. Null when there is no such session. */
export async function leaseSession(proof: Proof, holder: string): Promise<Lease | null> {
	const [lease] = await call('session_lease', {
		sid: proof.sid,
		secret_hash: proof.secretHash,
		holder
	});
	return lease ?? null;
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
export function endSession(proof: Proof): Promise<boolean> {
	return call('session_end', { sid: proof.sid, secret_hash: proof.secretHash });
}

/**
 * Ends all sessions of the person whose session this is, or the one of these that is named.
 *
 * @param listed the ids of their sessions as WorkOS knows them, some of which have no record here
 * @returns the ids of those that were open
 */
export function endOwnSessions(proof: Proof, listed: string[], which?: string): Promise<string[]> {
	const { sid, secretHash: secret_hash } = proof;
	return call('session_end_own', { sid, secret_hash, listed, which });
}

/** Whether this session may ask WorkOS for its person's memberships: at most every 30 seconds. */
export function mayAskForMemberships(proof: Proof): Promise<boolean> {
	return call('session_may_ask', { sid: proof.sid, secret_hash: proof.secretHash });
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
