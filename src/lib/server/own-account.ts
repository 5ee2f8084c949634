import { asAct } from './acts';
import { reserve, words } from './membership-change';
import { putMembership } from './mirror';
import { Outage } from './outage';
import { releaseMembership, userGone, type MembershipChange } from './service';
import { signedIn } from './session';
import { SessionStateReader } from './session-state';
import type { Supabase } from './supabase';
import { deleteUser, getUser, listMemberships } from './workos';
import { refusals, type Refusal } from './write';

/*
 * The end of somebody's account, by themselves. WorkOS deletes whomever the app says, so this is the
 * one place that says it, and only of the person whose verified token came with this request.
 *
 * Before it, each of their memberships is reserved as if they left (docs/decisions/0008): so every
 * organization keeps an admin, whoever goes in the same moment.
 */

/** Why it did not come to an end, in a sentence for the person and a status for `fail`. */
export interface Obstacle {
	refused: 'forbidden' | 'mistyped' | 'membership' | 'away';
	status: number;
	problem: string;
	/** The service that was away. */
	outage?: Outage;
}

export type Ending = { refused?: undefined } | Obstacle;

/**
 * How long reserving may take, in milliseconds: somebody may belong to hundreds of organizations. The
 * first reservation outlives all of it and the call after it.
 */
const patience = 60_000;

/** How far it came when a service was away, and what to do about it. */
const stopped = {
	reserving:
		'A service we need could not be reached, so nothing was deleted. Try again in a moment.',
	deleting:
		'WorkOS gave no answer in time, so your account may or may not be deleted by now. Try again in a moment: if it is still there, it is deleted then.',
	deleted: 'WorkOS deleted your account, and we could not finish the rest. Try again in a moment.'
};

/**
 * Deletes the account of the caller: in WorkOS, then here, where their sessions end with it.
 *
 * @param typed what they typed to confirm it: their own address
 */
export async function deleteOwnAccount(typed: string): Promise<Ending> {
	const { userId, sid, supabase } = signedIn();
	const { sessionEnded, impersonator, person } = await new SessionStateReader(supabase).read();
	if (sessionEnded || impersonator) {
		const { status } = refusals.forbidden;
		return { refused: 'forbidden', status, problem: 'An account is deleted by whose it is.' };
	}
	if (!person.email || typed.trim().toLowerCase() !== person.email.toLowerCase()) {
		return { refused: 'mistyped', status: 400, problem: `Type ${person.email} to confirm it.` };
	}

	let phase: keyof typeof stopped = 'reserving';
	const reserved: MembershipChange[] = [];
	try {
		const obstacle = await reserveAll(userId, supabase, reserved);
		if (obstacle) return obstacle;
		phase = 'deleting';
		const plan = { org_id: null, resource: 'memberships', resource_id: userId, becomes: 'removed' };
		await asAct({ userId, sid }, plan, async () => {
			await deleteInWorkos(userId);
			phase = 'deleted';
			await userGone(userId);
		});
		return {};
	} catch (reason) {
		if (!(reason instanceof Outage)) throw reason;
		return { refused: 'away', status: 503, problem: stopped[phase], outage: reason };
	} finally {
		const answered = phase !== 'deleting';
		// What cannot be released now is asked about by whoever comes next.
		await Promise.allSettled(reserved.map((change) => releaseMembership(change, answered)));
	}
}

/**
 * Reserves every membership of the person, in one order: of two who share organizations and go in the
 * same moment, one finds all of them free.
 *
 * @param reserved takes those that have to be released again
 */
async function reserveAll(
	userId: string,
	supabase: Supabase,
	reserved: MembershipChange[]
): Promise<Obstacle | null> {
	// Together they must not outlive the first reservation.
	const deadline = Date.now() + patience;
	const memberships = await listMemberships({ userId });
	memberships.sort((one, other) => (one.organizationId < other.organizationId ? -1 : 1));

	for (const membership of memberships) {
		const { organizationId: org_id } = membership;
		await putMembership(membership);
		const change = { org_id, user_id: userId, holder: crypto.randomUUID() };
		reserved.push(change);
		const refusal = refusalOf(await reserve(change, null, { deadline, listed: membership }));
		if (refusal) {
			const { status, problem } = refusal;
			const where = await nameOf(supabase, org_id);
			return { refused: 'membership', status, problem: `${where}: ${problem}` };
		}
	}
	return null;
}

function refusalOf(reservation: Awaited<ReturnType<typeof reserve>>): Refusal | null {
	// Whoever is out by now is no obstacle.
	if (reservation.refused) return reservation.refused === 'gone' ? null : reservation;
	return reservation.membership?.directoryManaged ? words.directory : null;
}

async function nameOf(supabase: Supabase, organizationId: string): Promise<string> {
	const { data } = await supabase
		.from('organizations')
		.select('name')
		.eq('id', organizationId)
		.maybeSingle()
		.throwOnError();
	return data?.name || 'One of your organizations';
}

/** A call that ended without an answer is resolved by asking whether they still exist. */
async function deleteInWorkos(userId: string): Promise<void> {
	try {
		await deleteUser(userId);
	} catch (reason) {
		if (await getUser(userId)) throw reason;
	}
}
