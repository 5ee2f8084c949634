import { json } from '@sveltejs/kit';
import { compare } from '$lib/server/compare';
import { syncSecrets } from '$lib/server/config';
import { eraseGone } from '$lib/server/erase';
import { notLetIn } from '$lib/server/not-let-in';
import { log } from '$lib/server/log';
import { orUnavailable } from '$lib/server/outage';
import { comparisonNeeded, reconcile } from '$lib/server/reconcile';
import { isBearerOf } from '$lib/server/same-secret';

/** How long one call goes on before it answers with more to come, in milliseconds. */
const patience = 20_000;

/**
 * For a scheduler: follows WorkOS' events, then erases what organizations left behind that have ended;
 * with `?full` compares everything.
 */
export async function POST(event) {
	if (!(await isBearerOf(event.request, syncSecrets()))) {
		await notLetIn(event, 401, 'Send the header Authorization: Bearer <SYNC_SECRET>.');
	}
	if (event.url.searchParams.has('full')) return json(await orUnavailable(event, compare()));

	const until = Date.now() + patience;
	const reconciled = await orUnavailable(event, reconcile({ until }));
	const result = { ...reconciled, erased: await orUnavailable(event, eraseGone({ until })) };
	if (result.state !== 'compare') return json(result);
	log('warn', 'sync', { message: comparisonNeeded, request: event.locals.requestId });
	return json({ ...result, message: comparisonNeeded }, { status: 409 });
}
