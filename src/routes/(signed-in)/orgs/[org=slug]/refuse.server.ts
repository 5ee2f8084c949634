import type { Refusal } from '$lib/server/write';
import { fail } from '@sveltejs/kit';

/**
 * Hands a refused write back to the form it came from. Someone who was signed out meanwhile is
 * told so in the way that `$lib/enhance` keeps what they typed.
 */
export function refuse<Rest extends Record<string, unknown>>(
	{ refused, status, problem }: Refusal,
	rest: Rest
) {
	return fail(status, { ...rest, problem, signedOut: refused === 'signed out' });
}
