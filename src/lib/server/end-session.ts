import type { RequestEvent } from '@sveltejs/kit';
import type { SessionCookie } from './cookies';
import { inTime } from './in-time';
import { proofOf } from './mint';
import { report } from './outage';
import { endOwnSessions, endSession, type Which } from './service';
import { listSessions, revokeSession } from './workos';

/** How long WorkOS may take to hear of it, in milliseconds. */
const patience = 2_000;

/**
 * Ends a session of this browser: here first, so that from the next statement on the database
 * refuses every token of it, also one that is in flight or in another hand; then at WorkOS, which
 * would end whichever session it is told, so only one whose secret this browser knew.
 *
 * @throws {Outage} when the database is away
 */
export async function endSessionOf(event: RequestEvent, cookie: SessionCookie): Promise<void> {
	const ended = await endSession(await proofOf(cookie));
	if (ended) await revoke(event, [cookie.sid]);
}

/**
 * Ends sessions of the person who is signed in here, wherever those are. In the same order, but that
 * WorkOS is asked first which there are.
 *
 * @param userId the caller's own, from their verified token
 * @returns how many were open
 * @throws {Outage} when the database is away
 */
export async function endSessionsOfPerson(
	event: RequestEvent,
	userId: string,
	cookie: SessionCookie,
	which: Which
): Promise<number> {
	const listed = await orNotInTime(event, listSessions(userId));
	const ended = await endOwnSessions(
		await proofOf(cookie),
		(listed ?? []).map(({ id }) => id),
		which
	);
	await revoke(event, ended);
	return ended.length;
}

async function revoke(event: RequestEvent, sids: string[]): Promise<void> {
	await orNotInTime(event, Promise.all(sids.map((sid) => revokeSession(sid))));
}

/** What WorkOS says, if it says so in time: what happens here does not wait for it. */
async function orNotInTime<Value>(
	event: RequestEvent,
	answer: Promise<Value>
): Promise<Value | undefined> {
	const orReported = answer.catch((reason) => void report(reason, event));
	return inTime(orReported, patience, () => undefined);
}
