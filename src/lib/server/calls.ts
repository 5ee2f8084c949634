import { currentEvent } from './current';
import { log } from './log';
import { counter, histogram } from './metrics';
import { Outage, type Service } from './outage';
import { inSpan } from './tracing';

/** From when on a call is worth a line of its own, in milliseconds. */
const slow = 1_000;

/** A call of a request to a service, as far as it is worth to know afterwards. */
export interface Call {
	service: Service;
	name: string;
	ms: number;
	/** How long the transaction took in Postgres, where PostgREST says so, in milliseconds. */
	transactionMs?: number;
}

const calls = counter('orgdeck_calls_total', 'Calls to services by outcome: ok, refused, failed.');
const durations = histogram('orgdeck_call_duration_seconds', 'How long calls to services took.');

/**
 * Asks a service, and takes note of it for the log, the counters, and whoever traces: how long it took, and
 * whether it was done, refused or failed.
 *
 * @param name what is asked for, without whom it is about: `GET tasks`, `getUser`
 * @param work asks, with these headers, by which the service's own log knows the request
 */
export async function called<Value>(
	service: Service,
	name: string,
	work: (headers: Record<string, string>) => Promise<Value>
): Promise<Value> {
	const event = currentEvent();
	const request = event?.locals.requestId;
	const begun = performance.now();
	let outcome = 'ok';
	let transactionMs: number | undefined;
	try {
		const value = await inSpan(`${service} ${name}`, { service, request }, (headers) =>
			work({ ...headers, ...(request && { 'x-request-id': request }) })
		);
		if (value instanceof Response) {
			if (!value.ok) outcome = 'refused';
			transactionMs = transactionOf(value);
		}
		return value;
	} catch (reason) {
		outcome = reason instanceof Outage ? 'failed' : 'refused';
		throw reason;
	} finally {
		const ms = performance.now() - begun;
		calls.add({ service, call: name, outcome });
		durations.observe(ms / 1000, { service });
		event?.locals.calls?.push({ service, name, ms, ...(transactionMs && { transactionMs }) });
		if (ms >= slow) {
			log('warn', 'slow call', {
				service,
				call: name,
				ms: Math.round(ms),
				outcome,
				request,
				method: event?.request.method,
				route: event?.route.id
			});
		}
	}
}

function transactionOf({ headers }: Response): number | undefined {
	const [, duration] = headers.get('server-timing')?.match(/transaction;dur=([\d.]+)/) ?? [];
	return duration === undefined ? undefined : Number(duration);
}
