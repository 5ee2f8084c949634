import type { RequestEvent } from '@sveltejs/kit';
import { report } from './outage';
import { waitUntil } from './wait-until';

/**
 * Goes on with work that the answer does not wait for: on workers and functions for as long as
 * they allow, on Node until it is done or the process ends. So it must be work that can be left half-done.
 */
export function afterwards(event: RequestEvent, work: () => Promise<unknown>): void {
	waitUntil(
		event,
		work().catch((reason) => report(reason, event))
	);
}
