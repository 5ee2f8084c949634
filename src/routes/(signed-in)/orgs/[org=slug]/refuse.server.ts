import type { Refusal } from '$lib/server/write';
import { fail } from '@sveltejs/kit';

/**
 * Hands a refused write back to the form it came from. Someone who was signed out meanwhile is
 * told so in the way that `$lib/enhance` keeps what they typed; someone who signed in too long ago
 * for it finds `SignInAgain` in the place of the button.
 */
export function refuse<Rest extends Record<string, unknown>>(
	{ refused, status, problem }: Refusal,
	rest: Rest
) {
	return fail(status, {
		...rest,
		problem,
		signedOut: refused === 'signed out',
		signInAgain: refused === 'signed in long ago'
	});
}
