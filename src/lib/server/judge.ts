import { error, redirect, type RequestEvent } from '@sveltejs/kit';
import type { Organization } from './arrival';
import { Refused } from './authenticate';
import { forgetSession } from './cookies';
import { repair } from './mirror';
import { orUnavailable } from './outage';
import { SessionStateReader, type SessionState } from './session-state';
import { signInPath } from './sign-in';
import { supabaseFor } from './supabase';

/**
 * What `session_state()` says, when it allows a page.
 *
 * @throws a redirect or an HTTP 403, in plain words, when the person is no longer what they were
 */
export async function judge(
	event: RequestEvent,
	organization: Organization
): Promise<SessionState> {
	const state = await organization.reader.read();
	if (state.sessionEnded) {
		forgetSession(event, organization.token.sid);
		redirect(303, signInPath(event));
	}

	const name = state.organization.name || 'this organization';
	if (state.status === 'removed') {
		error(403, {
			title: `You are no longer a member of ${name}`,
			message: 'Somebody who runs it took you out. Your other organizations are as they were.'
		});
	}
	if (state.status === 'inactive') {
		error(403, {
			title: `Your membership of ${name} is paused`,
			message: 'Ask an admin of it to let you in again.'
		});
	}
	if (state.status === 'pending') error(403, `Your membership of ${name} has not begun yet.`);
	if (state.status === null) {
		error(503, {
			title: 'One moment',
			message: 'Your membership is on its way from WorkOS to us.',
			retry: true
		});
	}

	await promote(event, organization, state);
	return state;
}

/**
 * Somebody just became an admin: their token is renewed, once, and the page read again. Where
 * WorkOS says otherwise by now, the mirror hears that, so that the next page does not ask again.
 *
 * SvelteKit's script would follow a redirect to the page it had preloaded in a circle, so there
 * this view stays what it was, and the next one is the admin's.
 */
async function promote(
	event: RequestEvent,
	{ id, slug, token, supabase }: Organization,
	state: SessionState
): Promise<void> {
	if (!state.adminInMirror || state.adminInToken || event.request.method !== 'GET') return;

	const renewal = event.locals.session!.mint({ organizationId: id, slug, not: token.jwt });
	const renewed = await orUnavailable(event, renewal.catch(orNone));
	if (renewed) {
		const reader = new SessionStateReader(supabaseFor(event, renewed.jwt, id));
		const { isAdmin } = await reader.read();
		if (isAdmin && event.isDataRequest) return;
		if (isAdmin) redirect(307, event.url.pathname + event.url.search);
	}
	await orUnavailable(event, repair(supabase, token.userId));
}

/** The token of this request is still good; why there is no new one shows when it has run out. */
function orNone(reason: unknown): null {
	if (reason instanceof Refused) return null;
	throw reason;
}
