import { error, json } from '@sveltejs/kit';
import { compare } from '$lib/server/compare';
import { syncSecret } from '$lib/server/config';
import { orUnavailable } from '$lib/server/outage';
import { comparisonNeeded, reconcile } from '$lib/server/reconcile';
import { isSameSecret } from '$lib/server/same-secret';

/** How long one call goes on before it answers with more to come, in milliseconds. */
const patience = 20_000;

/** For a scheduler: follows WorkOS' events; with `?full` compares everything. */
export async function POST(event) {
	const given = event.request.headers.get('authorization') ?? '';
	if (!(await isSameSecret(given, `Bearer ${syncSecret()}`))) {
		error(401, 'Send the header Authorization: Bearer <SYNC_SECRET>.');
	}
	if (event.url.searchParams.has('full')) return json(await orUnavailable(event, compare()));

	const result = await orUnavailable(event, reconcile({ until: Date.now() + patience }));
	if (result.state !== 'compare') return json(result);
	console.error(comparisonNeeded);
	return json({ ...result, message: comparisonNeeded }, { status: 409 });
}
