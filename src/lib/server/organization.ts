import { getRequestEvent } from '$app/server';
import { error, isHttpError, isRedirect, type Handle, type RequestEvent } from '@sveltejs/kit';
import { arrive, type Arrival, type Organization } from './arrival';
import { Refused } from './authenticate';
import { forgetSession, OversizedToken } from './cookies';
import { fault } from './fault';
import { isSignedInOnly } from './guard';
import { judge, type Judgement } from './judge';
import { Outage, outagePage, report } from './outage';
import { isSentByScript, sendLater, turnAway } from './send-again';
import { timed } from './server-timing';
import type { Session } from './session';
import { SessionStateReader, type SessionState } from './session-state';
import { pausedAt, shutOut, type Problem } from './shut-out';
import { signIn } from './sign-in';
import { supabaseFor } from './supabase';

/**
 * Finds the token that this request goes on with: for the organization of the URL, or any on pages
 * that choose one.
 */
export const organization: Handle = async ({ event, resolve }) => {
	const { session } = event.locals;
	if (!session || !isSignedInOnly(event)) return resolve(event);

	const slug = event.params.org;
	try {
		if (slug) {
			const arrival = await timed(event, 'organization', arrivalAt(event, session, slug));
			event.locals.organization = arrival;
			const refusal = isPost(event) && (await refusalOf(arrival));
			if (refusal) return await turnAway(event, refusal);
		} else {
			session.token = (await session.tokens())[0] ?? (await session.mint({}));
			const supabase = supabaseFor(event, session.token.jwt, null);
			if (isPost(event)) await stillStands(new SessionStateReader(supabase));
		}
	} catch (reason) {
		if (reason instanceof Refused) {
			if (reason.reason === 'signed out') forgetSession(event, session.cookie.sid);
			if (reason.reason !== 'token too big') return signIn(event, reason.organizationId);
		}
		const problem = problemOf(reason, event);
		// Whatever it was, no action has begun.
		delete problem.body.unsure;
		const isLost = problem.status >= 500 && isPost(event);
		if (isLost && !isSentByScript(event)) return sendLater(event, event.request, problem);
		session.problem = problem;
		if (slug) event.locals.organization = { problem };
	}
	return resolveOrKeep({ event, resolve });
};

/** A page without a script has nothing left of a form whose action broke; the answer then holds it. */
async function resolveOrKeep({ event, resolve }: Parameters<Handle>[0]): Promise<Response> {
	const mayLose = isPost(event) && !isSentByScript(event);
	const copy = mayLose ? event.request.clone() : null;
	const response = await resolve(event);
	const { problem } = event.locals;
	if (!copy || !problem || response.status < 500) return response;

	const held = await sendLater(event, copy, problem);
	// SvelteKit gave them to the answer that nobody gets.
	for (const cookie of response.headers.getSetCookie()) held.headers.append('set-cookie', cookie);
	return held;
}

const isPost = ({ request }: RequestEvent) => request.method === 'POST';

async function arrivalAt(event: RequestEvent, session: Session, slug: string): Promise<Arrival> {
	const organization = await arrive(event, session, slug);
	if (organization) return { organization };

	// Any token tells who asks.
	const [token] = await session.tokens();
	const paused = token && (await pausedAt(supabaseFor(event, token.jwt, null), slug));
	return { problem: paused || notFound };
}

const notFound: Problem = {
	status: 404,
	body: {
		title: 'No organization here',
		message: 'There is no organization at this address, or you are not a member of it.'
	}
};

/**
 * Loads read the state beside their own queries. A post must not lose what was typed, so whether
 * the person may still send it is known before its action runs.
 */
async function refusalOf({ organization, problem }: Arrival): Promise<Problem | null> {
	if (problem) return problem;
	const state = await stillStands(organization.reader);
	return shutOut(state, organization.supabase);
}

/** @throws {Refused} when the session has ended */
async function stillStands(reader: SessionStateReader): Promise<SessionState> {
	const state = await reader.read();
	if (state.sessionEnded) throw new Refused('signed out');
	return state;
}

function problemOf(reason: unknown, event: RequestEvent): Problem {
	if (isHttpError(reason)) return reason;
	if (reason instanceof Outage) return outagePage(reason, event);
	if (reason instanceof OversizedToken || reason instanceof Refused) {
		return {
			status: 500,
			body: {
				title: 'Your access token is too large',
				message:
					'Your roles carry too many permissions here, or the JWT template adds too much. Ask whoever runs this dashboard to shorten them.',
				id: report(reason, event)
			}
		};
	}
	if (isRedirect(reason)) throw reason;
	// Thrown here it would show the bare page, which does not come back by itself.
	return { status: 500, body: fault(reason, event) };
}

/**
 * The organization of this request, for loads and actions under `orgs/[org=slug]`.
 *
 * @throws HTTP 404, 500 or 503 as a page inside the shell, when the hook found none
 */
export function inOrganization(): Organization & { state(): Promise<Judgement> } {
	const event = getRequestEvent();
	const arrival = event.locals.organization;
	if (!arrival) error(404, 'There is no organization at this address.');
	if (arrival.problem) error(arrival.problem.status, arrival.problem.body);
	const { organization } = arrival;
	return { ...organization, state: () => judge(event, organization) };
}

/** What an action changed of the organization, the page that answers it has to read anew. */
export function forgetState(): void {
	const organization = getRequestEvent().locals.organization?.organization;
	if (organization) organization.reader = new SessionStateReader(organization.supabase);
}

/**
 * For loads and actions of pages that only admins may open: their first line.
 *
 * @throws HTTP 403 for everybody else
 */
export async function requireAdmin(): Promise<SessionState> {
	const state = await inOrganization().state();
	if (!state.isAdmin) {
		error(403, {
			title: 'Only admins can open this page',
			message: `Ask an admin of ${state.organization.name} if you need what is on it.`
		});
	}
	return state;
}
