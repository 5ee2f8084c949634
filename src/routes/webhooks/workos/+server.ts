import { afterwards } from '$lib/server/afterwards';
import { tellLostAdmins } from '$lib/server/lost-admins';
import { notLetIn } from '$lib/server/not-let-in';
import { orUnavailable } from '$lib/server/outage';
import { reconcileSoon } from '$lib/server/reconcile';
import { takeWebhook } from '$lib/server/webhook';

/**
 * WorkOS' word that something changed. The answer comes once that change counts here; what else
 * happened is looked up afterwards, since webhooks come in any order and may be lost.
 */
export async function POST(event) {
	const signature = event.request.headers.get('workos-signature') ?? '';
	const payload = await event.request.text();
	const outcome = await orUnavailable(event, takeWebhook(payload, signature));
	if (outcome === 'not from WorkOS') {
		await notLetIn(event, 400, 'This is not signed by WorkOS, or too old.');
	}
	if (outcome === 'taken') {
		afterwards(event, tellLostAdmins);
		afterwards(event, reconcileSoon);
	}
	return new Response('ok\n');
}
