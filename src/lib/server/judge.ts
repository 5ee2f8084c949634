import { error, redirect, type RequestEvent } from '@sveltejs/kit';
import type { Organization } from './arrival';
import { Refused } from './authenticate';
import { forgetSession } from './cookies';
import { repair } from './mirror';
import { orUnavailable } from './outage';
import { SessionStateReader, type SessionState } from './session-state';
import { shutOut } from './shut-out';
import { signInPath } from './sign-in';
import { supabaseFor } from './supabase';

/** What `session_state()` says, when it allows a page. */
export interface Judgement extends SessionState {
	/** This answer brings a token with an admin's rights: the page is worth reading again. */
	promoted: boolean;
}

/**
 * Reads what the person may do here, now.
 *
 * @throws a redirect or an HTTP 403, in plain words, when the person is no longer what they were
 */
export async function judge(event: RequestEvent, organization: Organization): Promise<Judgement> {
	const state = await organization.reader.read();
	if (state.sessionEnded) {
		forgetSession(event, organization.token.sid);
		redirect(303, signInPath(event));
	}

	const problem = await shutOut(state, organization.supabase);
	if (problem) error(problem.status, problem.body);

	return { ...state, promoted: await promote(event, organization, state) };
}

/**
 * Somebody just became an admin: their token is renewed, once, and the page read again. Where
 * WorkOS says otherwise by now, the mirror hears that, so that the next page does not ask again.
 *
 * SvelteKit's script would follow a redirect to the page it had preloaded in a circle, so there it
 * is told, and reads the page again by itself.
 */
async function promote(
	event: RequestEvent,
	{ id, slug, token, supabase }: Organization,
	state: SessionState
): Promise<boolean> {
	if (!state.adminInMirror || state.adminInToken || event.request.method !== 'GET') return false;

	const renewal = event.locals.session!.mint({ organizationId: id, slug, not: token.jwt });
	const renewed = await orUnavailable(event, renewal.catch(orNone));
	if (renewed) {
		const reader = new SessionStateReader(supabaseFor(event, renewed.jwt, id));
		const { isAdmin } = await reader.read();
		if (isAdmin && event.isDataRequest) return true;
		if (isAdmin) redirect(307, event.url.pathname + event.url.search);
	}
	await orUnavailable(event, repair(supabase, token.userId));
	return false;
}

/** The token of this request is still good; why there is no new one shows when it has run out. */
function orNone(reason: unknown): null {
	if (reason instanceof Refused) return null;
	throw reason;
}
