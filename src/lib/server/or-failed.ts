import { getRequestEvent } from '$app/server';
import { PostgrestError } from '@supabase/postgrest-js';
import { report } from './outage';

/** A page of a list, and the pages beside it. */
export interface ListPage<Row> {
	rows: Row[];
	before: string | null;
	after: string | null;
}

/**
 * Waits for a page of a list. Where the database answered and would not read it, say because it
 * took too long, that is the list's own trouble: what stands around it stays. A service that is
 * away is the whole page's, and comes as it came.
 *
 * @returns also the id under which the log says why there are no rows; null when there is no trouble
 */
export async function orFailed<Row>(
	page: Promise<ListPage<Row>>
): Promise<ListPage<Row> & { failed: string | null }> {
	try {
		return { ...(await page), failed: null };
	} catch (reason) {
		if (!(reason instanceof PostgrestError)) throw reason;
		const failed = report(reason, getRequestEvent());
		return { rows: [], before: null, after: null, failed };
	}
}
