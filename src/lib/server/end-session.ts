import type { RequestEvent } from '@sveltejs/kit';
import type { SessionCookie } from './cookies';
import { proofOf } from './mint';
import { report } from './outage';
import { endSession } from './service';
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
	if (!ended) return;
	await Promise.race([
		revokeSession(cookie.sid).catch((reason) => report(reason, event)),
		new Promise((resume) => setTimeout(resume, patience))
	]);
}
