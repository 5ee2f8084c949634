import { readState } from '$lib/table/list-state';
import type { Table } from '$lib/table/table';

interface Found<Row> {
	rows?: Row[];
	/** There are pages beside this one. */
	pages?: boolean;
	count?: number;
	large?: boolean;
	/** The order that was asked for and is not offered. */
	refused?: string;
	failed?: boolean;
}

/** Beside what the log would say. */
const failure = '3f1c9d52-6a0e-4b57-9c1d-2f8e5a7b1c04';

/** A list as `readList` would have found it. */
export function found<Row>(table: Table, address: URLSearchParams, what: Found<Row>) {
	const { rows = [], pages = false, large = false, count = rows.length, failed = false } = what;
	return {
		state: readState(table, address),
		rows,
		before: pages ? 'before' : null,
		after: pages ? 'after' : null,
		large,
		cut: large && address.has('q'),
		refused: what.refused ?? null,
		saved: '',
		failed: failed ? failure : null,
		total: failed ? null : { count, atLeast: large }
	};
}
