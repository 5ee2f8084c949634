import { error, type RequestEvent } from '@sveltejs/kit';

/** How long an answer of ours asks to wait before the same request is worth another try, in seconds. */
export const retryAfter = 5;

/** A service that we need did not answer, or not as it should. */
export class Outage extends Error {
	override name = 'Outage';

	constructor(service: 'WorkOS' | 'Supabase', cause: unknown) {
		super(`${service} could not be reached`, { cause });
	}
}

/** Writes down for the operators what broke, and gives the id that stands beside it. */
export function report(what: unknown, { request, route }: RequestEvent): string {
	const id = crypto.randomUUID();
	console.error(id, request.method, route.id ?? 'no route', ...sentences(what));
	return id;
}

/** What the Data API and WorkOS answer can quote a request; a message and its causes cannot. */
function sentences(what: unknown): unknown[] {
	if (!(what instanceof Outage)) return [what];
	const cause = what.cause as { message?: string } | undefined;
	return [what.message, cause?.message ?? cause ?? ''];
}

/** The page that says that a service is away, and tries again. */
export function outagePage(outage: Outage, event: RequestEvent) {
	return {
		status: 503,
		body: {
			title: 'We cannot reach a service we need',
			message: 'Your data is safe, and you are still signed in. This usually passes in a moment.',
			id: report(outage, event),
			retry: true
		}
	};
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
