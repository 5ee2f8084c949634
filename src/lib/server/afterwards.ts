import type { RequestEvent } from '@sveltejs/kit';
import { report } from './outage';

/**
 * Goes on with work that the answer does not wait for: on workers for as long as they allow, on
 * Node until it is done or the process ends. So it must be work that can be left half-done.
 */
export function afterwards(event: RequestEvent, work: () => Promise<unknown>): void {
	const done = work().catch((reason) => report(reason, event));
	// Node's platform has no such thing, and needs none.
	event.platform?.ctx?.waitUntil(done);
}
