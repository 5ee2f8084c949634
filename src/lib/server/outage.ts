import { error, type RequestEvent } from '@sveltejs/kit';
import { log } from './log';
import { framesOf, wordsFor } from './loggable';
import { counter } from './metrics';
import type { Problem } from './shut-out';

/** How long an answer of ours asks to wait before the same request is worth another try, in seconds. */
export const retryAfter = 5;

/** A service that we need did not answer, or not as it should. */
export class Outage extends Error {
	override name = 'Outage';
	/** What people read. */
	title = 'We cannot reach a service we need';
	told = 'Your data is safe, and you are still signed in. This usually passes in a moment.';
	/** What was asked for may have been done all the same. */
	undecided = false;
	/** How long the service asked to be left alone, in seconds. */
	rest = 0;

	readonly service: Service;

	constructor(service: Service, cause: unknown) {
		super(`${service} could not be reached`, { cause });
		this.service = service;
	}
}

export type Service = 'WorkOS' | 'Supabase';

const faults = counter('orgdeck_faults_total', 'What broke, by the service that was away, if any.');

/**
 * Writes down for the operators what broke, and gives the id under which they find it: that of the
 * request, which stands in its answer and in the services' own logs, too.
 */
export function report(what: unknown, { request, route, locals }: RequestEvent): string {
	faults.add({ service: what instanceof Outage ? what.service : 'none' });
	log('error', 'fault', {
		request: locals.requestId,
		method: request.method,
		route: route.id ?? 'none',
		what: wordsFor(what),
		frames: framesOf(what)
	});
	return locals.requestId;
}

/** The page that says that a service is away, and tries again. */
export function outagePage(outage: Outage, event: RequestEvent): Problem {
	const { title, told, undecided } = outage;
	const body = { title, message: told, id: report(outage, event), retry: true };
	// A question that was not answered has changed nothing.
	const unsure = undecided && event.request.method === 'POST';
	return (event.locals.problem = { status: 503, body: { ...body, ...(unsure && { unsure }) } });
}

/**
 * Waits for something that may fail because a service is away, and turns that into its page.
 *
 * @throws HTTP 503 for an outage; anything else as it came
 */
export async function orUnavailable<Value>(
	event: RequestEvent,
	work: Promise<Value>
): Promise<Value> {
	try {
		return await work;
	} catch (reason) {
		if (!(reason instanceof Outage)) throw reason;
		const { status, body } = outagePage(reason, event);
		error(status, body);
	}
}
