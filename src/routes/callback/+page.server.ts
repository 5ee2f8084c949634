import { error, redirect } from '@sveltejs/kit';
import { beginSession } from '$lib/server/begin-session';
import { orUnavailable, report } from '$lib/server/outage';
import { resume } from '$lib/server/sign-in';

/** Where WorkOS sends the browser after signing in. */
export async function load(event) {
	event.setHeaders({ 'cache-control': 'private, no-store' });
	const answer = event.url.searchParams;

	const flow = await resume(event, answer.get('state') ?? '');
	const refusal = answer.get('error');
	if (refusal) {
		report(`WorkOS answered a sign-in with ${JSON.stringify(refusal.slice(0, 100))}`, event);
		error(403, {
			title: 'You were not signed in',
			// Without a sign-in under way anybody may have written this address.
			message: (flow && answer.get('error_description')?.slice(0, 300)) || 'Please try again.'
		});
	}
	const code = answer.get('code');
	if (!flow || !code) {
		error(400, {
			title: 'This sign-in cannot be finished',
			message: 'It was used already, took too long, or began in another browser. Sign in again.'
		});
	}

	await orUnavailable(event, beginSession(event, code, flow.verifier));
	redirect(303, flow.returnTo);
}
