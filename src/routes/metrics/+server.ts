import { error } from '@sveltejs/kit';
import { config } from '$lib/server/config';
import { exposition } from '$lib/server/metrics';
import { notLetIn } from '$lib/server/not-let-in';
import { readiness } from '$lib/server/readiness';
import { isBearerOf } from '$lib/server/same-secret';

/** For Prometheus: what this instance counted since it began. Not there unless METRICS_SECRET is set. */
export async function GET(event) {
	const { metricsSecrets } = config();
	if (metricsSecrets.length === 0) error(404, 'There is no page at this address.');
	if (!(await isBearerOf(event.request, metricsSecrets))) {
		await notLetIn(event, 401, 'Send the header Authorization: Bearer <METRICS_SECRET>.');
	}
	const { ready, checks } = await readiness();
	const body = exposition([
		{ name: 'orgdeck_ready', help: 'Whether /readyz says so.', value: Number(ready) },
		{
			name: 'orgdeck_mirror_lag_seconds',
			help: 'When WorkOS last had no event that is not here.',
			value: checks.mirror.lagSeconds
		}
	]);
	return new Response(body, { headers: { 'content-type': 'text/plain; version=0.0.4' } });
}
