import type { RequestEvent } from '@sveltejs/kit';
import type { SessionCookie } from './cookies';
import { proofOf } from './mint';
import { report } from './outage';
import { endOwnSessions, endSession } from './service';
import { revokeSession } from './workos';

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
 * Ends all sessions of the person who is signed in here, wherever those are, or the one of them that
 * is named: in the same order, and only those that the database says are theirs.
 *
 * @returns how many were open
 * @throws {Outage} when the database is away
 */
export async function endSessionsOfPerson(
	event: RequestEvent,
	cookie: SessionCookie,
	which?: string
): Promise<number> {
	const ended = await endOwnSessions(await proofOf(cookie), which);
	await revoke(event, ended);
	return ended.length;
}

async function revoke(event: RequestEvent, sids: string[]): Promise<void> {
	await Promise.race([
		Promise.all(sids.map((sid) => revokeSession(sid).catch((reason) => report(reason, event)))),
		new Promise((resume) => setTimeout(resume, patience))
	]);
}
