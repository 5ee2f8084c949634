import { error, type RequestEvent } from '@sveltejs/kit';
import { placeOf } from './address';
import { take } from './limits';
import { Outage } from './outage';

/**
 * Refuses a machine that did not prove who it is, and counts how often its address was refused. Who
 * proves it is never counted, so that nobody else's attempts keep WorkOS or a scheduler out.
 *
 * @throws HTTP with this status, or 429 once there were too many
 */
export async function notLetIn(
	event: RequestEvent,
	status: 400 | 401,
	message: string
): Promise<never> {
	// It is refused either way: while the database is away only nobody counts.
	const seconds = await take('not let in', placeOf(event)).catch((reason) => {
		if (!(reason instanceof Outage)) throw reason;
		return 0;
	});
	if (seconds === 0) error(status, message);
	event.setHeaders({ 'retry-after': String(seconds) });
	error(429, `Refused too often. Wait ${seconds} seconds, then: ${message}`);
}
