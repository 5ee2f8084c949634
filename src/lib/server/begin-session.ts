import { error, type RequestEvent } from '@sveltejs/kit';
import { asAct } from './acts';
import { redeem, Refused, type Granted } from './authenticate';
import { fits, readInvitation, writeSession, writeToken } from './cookies';
import { endSessionOf } from './end-session';
import { remember, sealKeep } from './keep';
import { proofOf } from './mint';
import { putUser, repair } from './mirror';
import { Outage, report } from './outage';
import { randomSecret } from './seal';
import { startSession, type Impersonation } from './service';
import { about } from './session';
import { supabaseFor } from './supabase';
import { verifyGranted, type Token } from './token';
import { isWrong, WrongClock } from './wrong-clock';

/**
 * Makes a session of a finished sign-in, and ends the one this browser had before.
 *
 * @returns its first token
 * @throws HTTP 403 when WorkOS does not take the code
 * @throws {Outage} when a service is away
 */
export async function beginSession(
	event: RequestEvent,
	code: string,
	verifier: string
): Promise<Token> {
	const granted = await redeemOr403(event, code, verifier);
	if (isWrong(granted.ahead)) throw new WrongClock('WorkOS', granted.ahead);
	const token = await verifyGranted(granted.accessToken);

	// What is missing of it is fetched again when a page needs it.
	const slugs = await repairAs(event, token).catch((reason) => {
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
		startSession(
			await proofOf(cookie),
			token.userId,
			await sealKeep(keep, cookie),
			impersonationIn(granted, token)
		),
		putUser(granted.user),
		earlier && earlier.sid !== token.sid && endSessionOf(event, earlier)
	]);
	if (!started) throw new Outage('WorkOS', 'a session that has already ended');

	writeSession(event, cookie);
	// One that is too large is left to the page that needs it, which says so.
	if (fits(event, token)) writeToken(event, token, []);
	return token;
}

/** Who acts in the person's name, as the session record keeps it. */
function impersonationIn(
	{ impersonator }: Granted,
	{ organizationId }: Token
): Impersonation | undefined {
	return impersonator
		? { by: impersonator.email, reason: impersonator.reason, organizationId }
		: undefined;
}

/** Whoever comes with an invitation has accepted it with this sign-in: it is they who joined. */
async function repairAs(event: RequestEvent, token: Token): Promise<Map<string, string>> {
	const { userId, jwt } = token;
	const work = () => repair(supabaseFor(event, jwt, null), userId);
	if (!readInvitation(event)) return work();
	const plan = { org_id: null, resource: 'memberships', resource_id: userId, becomes: 'active' };
	return asAct(token, plan, work);
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
