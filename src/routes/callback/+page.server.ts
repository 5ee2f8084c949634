import { error, redirect } from '@sveltejs/kit';
import { beginSession } from '$lib/server/begin-session';
import { orUnavailable, report } from '$lib/server/outage';
import { resume } from '$lib/server/sign-in';
import { signInAge } from '$lib/server/step-up';

/** Where WorkOS sends the browser after signing in. */
export async function load(event) {
	const answer = event.url.searchParams;

	const flow = await resume(event, answer.get('state') ?? '');
	const refusal = answer.get('error');
	if (refusal) {
		// Whoever wrote the address wrote this, too.
		const code = /^[a-z_]{3,60}$/.test(refusal) ? refusal : 'something unknown';
		report(`WorkOS answered a sign-in with ${code}`, event);
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

	const token = await orUnavailable(event, beginSession(event, code, flow.verifier));
	if (flow.recent && signInAge(token) === 'old') {
		// The page that asked for it would send them here again.
		report('WorkOS let somebody through with an old sign-in, though max_age was sent', event);
		error(403, {
			title: 'You were not asked who you are',
			message: 'WorkOS took an earlier sign-in for a new one. Sign out, sign in, and try again.'
		});
	}
	redirect(303, flow.returnTo);
}
