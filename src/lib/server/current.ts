import { getRequestEvent } from '$app/server';
import type { RequestEvent } from '@sveltejs/kit';

/**
 * The request that is being answered, also in work that goes on after its answer. Null outside of any, as
 * in `npm run sync`.
 */
export function currentEvent(): RequestEvent | null {
	try {
		return getRequestEvent();
	} catch {
		return null;
	}
}
