import { redirect } from '@sveltejs/kit';
import { forgetSession } from '$lib/server/cookies';
import { endSessionOf } from '$lib/server/end-session';
import { Outage, report } from '$lib/server/outage';
import { logoutUrl } from '$lib/server/sign-in';

/** Signs out: here, then on the way through WorkOS. */
export async function POST(event) {
	const { session } = event.locals;
	if (!session) redirect(303, '/');

	const { sid } = session.cookie;
	await endSessionOf(event, session.cookie).catch((reason) => {
		// WorkOS' logout below still keeps the session from being renewed.
		report(reason, event);
		if (!(reason instanceof Outage)) throw reason;
	});
	forgetSession(event, sid);

	event.setHeaders({ 'clear-site-data': '"cache"' });
	return new Response(null, { status: 303, headers: { location: logoutUrl(sid, event.url) } });
}
