import { readState, type ListState } from '$lib/table/list-state';
import type { Table } from '$lib/table/table';

interface Whole<Row> {
	url: URL;
	/** The person's defaults for this list, as `savedFor` reads them. */
	saved: string;
	/** All of them; null where they could not be had, which the log says under `failed`. */
	rows: Row[] | null;
	failed?: string;
	/** The column that the search looks in. */
	searched: keyof Row & string;
}

/**
 * A page of a list whose rows another service keeps, few enough to be read whole: the same address,
 * filters, orders and pages as those of `readList`. Its filters are choices.
 */
export function listOf<Row extends { id: string }>(table: Table, whole: Whole<Row>) {
	const { url, saved, rows, failed, searched } = whole;
	const state = readState(table, url.searchParams, saved);
	const words = state.q.toLowerCase().split(/\s+/);
	const found = (rows ?? [])
		.filter((row) => words.every((word) => textOf(row, searched).toLowerCase().includes(word)))
		.filter((row) => isLetThrough(table, state, row))
		.sort(orderOf(table, state));

	const start = startIn(url.searchParams, found, state.size);
	const page = found.slice(start, start + state.size);
	return {
		state,
		rows: page,
		before: start > 0 ? page[0]!.id : null,
		after: start + page.length < found.length ? page.at(-1)!.id : null,
		failed: rows ? null : (failed ?? ''),
		large: false as boolean,
		cut: false as boolean,
		refused: null as string | null,
		saved,
		total: rows ? { count: found.length, atLeast: false } : null
	};
}

const textOf = (row: object, column: string) =>
	String((row as Record<string, unknown>)[column] ?? '');

function isLetThrough(table: Table, { filters }: ListState, row: object): boolean {
	return table.filters.every(({ id, column }) => {
		const value = filters[id];
		return value?.kind !== 'choice' || value.values.includes(textOf(row, column));
	});
}

function orderOf<Row extends { id: string }>(table: Table, { order }: ListState) {
	const { column } = table.columns.find(({ id }) => id === order.id)!.sort!;
	const key = (row: Row) => `${textOf(row, column)} ${row.id}`;
	return (one: Row, other: Row) => {
		const ascending = key(one) < key(other) ? -1 : 1;
		return order.ascending ? ascending : -ascending;
	};
}

/** Where the page begins: beside the row that it is named by, if that is still there. */
function startIn(params: URLSearchParams, rows: { id: string }[], size: number): number {
	const [after, before] = ['after', 'before'].map((side) =>
		rows.findIndex(({ id }) => id === params.get(side))
	);
	if (after! >= 0) return Math.min(after! + 1, Math.max(0, rows.length - 1));
	return before! >= 0 ? Math.max(0, before! - size) : 0;
}
