import { error, type RequestEvent } from '@sveltejs/kit';
import { redeem, Refused, type Granted } from './authenticate';
import { fits, writeSession, writeToken } from './cookies';
import { endSessionOf } from './end-session';
import { proofOf, remember, sealKeep } from './mint';
import { putUser, repair } from './mirror';
import { Outage, report } from './outage';
import { randomSecret } from './seal';
import { startSession } from './service';
import { about } from './session';
import { supabaseFor } from './supabase';
import { verifyGranted } from './token';

/**
 * Makes a session of a finished sign-in, and ends the one this browser had before.
 *
 * @throws HTTP 403 when WorkOS does not take the code
 * @throws {Outage} when a service is away
 */
export async function beginSession(event: RequestEvent, code: string, verifier: string) {
	const granted = await redeemOr403(event, code, verifier);
	const token = await verifyGranted(granted.accessToken);

	// What is missing of it is fetched again when a page needs it.
	const slugs = await repair(supabaseFor(event, token.jwt, null), token.userId).catch((reason) => {
		if (!(reason instanceof Outage)) throw reason;
		report(reason, event);
	});

	const cookie = { sid: token.sid, secret: randomSecret() };
	const keep = remember(
		{ refreshToken: granted.refreshToken, organizations: [] },
		granted.accessToken,
		token.organizationId ? slugs?.get(token.organizationId) : undefined
	);
	const earlier = event.locals.session?.cookie;
	const [started] = await Promise.all([
		startSession(await proofOf(cookie), token.userId, await sealKeep(keep, cookie)),
		putUser(granted.user),
		earlier && earlier.sid !== token.sid && endSessionOf(event, earlier)
	]);
	if (!started) throw new Outage('WorkOS', 'a session that has already ended');

	writeSession(event, cookie);
	// One that is too large is left to the page that needs it, which says so.
	if (fits(event, token)) writeToken(event, token, []);
}

async function redeemOr403(event: RequestEvent, code: string, verifier: string): Promise<Granted> {
	try {
		return await redeem(code, verifier, about(event));
	} catch (reason) {
		if (!(reason instanceof Refused)) throw reason;
		report(reason.message, event);
		error(403, { title: 'You were not signed in', message: 'WorkOS refused. Please try again.' });
	}
}
