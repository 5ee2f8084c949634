import { fail, redirect } from '@sveltejs/kit';
import { forgetSession } from '$lib/server/cookies';
import { endSessionsOfPerson } from '$lib/server/end-session';
import { orUnavailable } from '$lib/server/outage';
import { signedIn } from '$lib/server/session';
import { SessionStateReader } from '$lib/server/session-state';
import { logoutUrl } from '$lib/server/sign-in';

export const load = () => ({ title: 'Sign out everywhere' });

export const actions = {
	/** Ends all sessions of the person here, then this one on the way through WorkOS. */
	async default(event) {
		const { userId, sid, supabase } = signedIn();
		const { impersonator } = await new SessionStateReader(supabase).read();
		if (impersonator) {
			return fail(403, { problem: 'Only the person whose sessions they are can end them.' });
		}
		const { cookie } = event.locals.session!;
		await orUnavailable(event, endSessionsOfPerson(event, userId, cookie, 'all'));
		forgetSession(event, sid);

		event.setHeaders({ 'clear-site-data': '"cache"' });
		redirect(303, logoutUrl(sid, event.url));
	}
};
