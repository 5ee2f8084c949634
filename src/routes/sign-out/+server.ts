import { redirect } from '@sveltejs/kit';
import { forgetSession } from '$lib/server/cookies';
import { proofOf } from '$lib/server/mint';
import { Outage, report } from '$lib/server/outage';
import { endSession } from '$lib/server/service';
import { logoutUrl } from '$lib/server/sign-in';
import { revokeSession } from '$lib/server/workos';

/**
 * Signs out: here first, so that from the next statement on the database refuses every token of
 * this session, also one that is in flight or in another hand; then at WorkOS.
 */
export async function POST(event) {
	const { session } = event.locals;
	if (!session) redirect(303, '/');

	const { sid } = session.cookie;
	await endSession(await proofOf(session.cookie)).catch((reason) => {
		// WorkOS' part below still keeps the session from being renewed.
		report(reason, event);
		if (!(reason instanceof Outage)) throw reason;
	});
	forgetSession(event, sid);
	await Promise.race([
		revokeSession(sid).catch((reason) => report(reason, event)),
		new Promise((resume) => setTimeout(resume, 2_000))
	]);

	event.setHeaders({ 'clear-site-data': '"cache"', 'cache-control': 'private, no-store' });
	return new Response(null, { status: 303, headers: { location: logoutUrl(sid, event.url) } });
}
