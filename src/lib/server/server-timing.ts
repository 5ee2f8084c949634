import { dev } from '$app/environment';
import type { RequestEvent } from '@sveltejs/kit';
import { configIfRight } from './config';

/** Parts of an answer that are timed beside the calls. */
export type Part = 'session' | 'organization';

/** Waits for a part of an answer, and notes how long that took. */
export async function timed<Value>(
	{ locals }: RequestEvent,
	part: Part,
	work: Promise<Value>
): Promise<Value> {
	const begun = performance.now();
	try {
		return await work;
	} finally {
		locals.timings[part] = performance.now() - begun;
	}
}

/**
 * What an answer took, for the browser's developer tools; null where nobody develops, since it says how
 * we are built.
 *
 * @param total in milliseconds, until the answer begins
 */
export function serverTiming({ locals }: RequestEvent, total: number): string | null {
	if (!dev && !configIfRight()?.showsServerTiming) return null;
	const { calls, timings } = locals;
	const entries = Object.entries(timings).map(([part, ms]) => `${part};dur=${ms.toFixed(1)}`);
	for (const [index, { service, name, ms, transactionMs }] of calls.entries()) {
		const inside = transactionMs === undefined ? '' : `, ${transactionMs} in Postgres`;
		const what = `${service} ${name}${inside}`;
		entries.push(`call-${index + 1};desc="${what}";dur=${ms.toFixed(1)}`);
	}
	return [...entries, `total;dur=${total.toFixed(1)}`].join(', ');
}
