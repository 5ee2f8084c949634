import { redirect } from '@sveltejs/kit';
import { forgetSession } from '$lib/server/cookies';
import { endSessionOf } from '$lib/server/end-session';
import { orUnavailable } from '$lib/server/outage';

/** Where somebody gets to who no longer acts in another's name. Whoever is signed in is elsewhere. */
export function load({ locals, setHeaders }) {
	setHeaders({ 'cache-control': 'private, no-store' });
	if (locals.session) redirect(303, '/orgs');
	return { title: 'You no longer act in another’s name' };
}

export const actions = {
	/**
	 * Ends the session here and at WorkOS. Not by way of WorkOS' own logout, which leads to signing in:
	 * whoever acted in another's name is nobody here.
	 */
	async default(event) {
		const { session } = event.locals;
		if (session) {
			await orUnavailable(event, endSessionOf(event, session.cookie));
			forgetSession(event, session.cookie.sid);
			event.setHeaders({ 'clear-site-data': '"cache"' });
		}
		redirect(303, '/sign-out/impersonation');
	}
};
