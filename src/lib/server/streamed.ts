import { isHttpError, type RequestEvent } from '@sveltejs/kit';
import { report } from './outage';

/**
 * The body of an answer that is made while it is read: nothing is asked for before what came before is
 * on its way. What breaks it off is written down here, since no page tells of it.
 */
export function streamed(
	parts: AsyncIterable<Uint8Array>,
	event: RequestEvent
): ReadableStream<Uint8Array> {
	const iterator = parts[Symbol.asyncIterator]();
	return new ReadableStream({
		async pull(controller) {
			try {
				const { done, value } = await iterator.next();
				if (done) controller.close();
				else controller.enqueue(value);
			} catch (reason) {
				// Outages were written down where they were noticed.
				if (!isHttpError(reason)) report(reason, event);
				throw reason;
			}
		},
		async cancel(reason) {
			await iterator.return?.(reason);
		}
	});
}
