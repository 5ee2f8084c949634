import { Outage, report } from '$lib/server/outage';
import type { Refusal } from '$lib/server/write';
import { fail, type RequestEvent } from '@sveltejs/kit';
import { refuse } from '../refuse.server';

/**
 * What became of something that WorkOS was to do, as the answer to a form. Where it has not said,
 * the form says that: it may still be done.
 */
export async function answer<
	Done extends { refused?: undefined },
	Rest extends Record<string, unknown>
>(event: RequestEvent, work: Promise<Done | Refusal>, rest: Rest) {
	try {
		const outcome = await work;
		if (outcome.refused !== undefined) return { refused: refuse(outcome, rest) };
		return { done: outcome };
	} catch (reason) {
		if (!(reason instanceof Outage)) throw reason;
		const id = report(reason, event);
		const problem = `There was no answer in time, so this may or may not have happened. Have a look in a minute. (${id})`;
		return { refused: fail(503, { ...rest, problem }) };
	}
}
