import { isDay } from './is-day';

/**
 * Pages of an ordered list. A page is named by the row it begins beside, so that a row added or
 * removed meanwhile neither repeats nor hides another, and page 1,000 costs what page 1 does.
 *
 * Rows are ordered by one column and, where that is equal, by id. Rows without a value come last,
 * whichever way round, and are asked for by themselves: an index serves both halves, but not one
 * question about both.
 */
export interface KeysetOrder {
	column: string;
	kind: 'moment' | 'day' | 'number' | 'text';
	ascending: boolean;
	/** Whether there are rows without a value. */
	nullable: boolean;
}

export type Value = string | number | null;
export type Keyed = { id: string } & Record<string, unknown>;

export interface Place {
	/** Whether the page's rows follow the row, or come before it. */
	side: 'after' | 'before';
	value: Value;
	id: string;
}

/** The part of a query that this needs to know. */
export interface KeysetQuery {
	lte(column: string, value: unknown): this;
	gte(column: string, value: unknown): this;
	eq(column: string, value: unknown): this;
	is(column: string, value: null): this;
	not(column: string, operator: string, value: unknown): this;
	or(filters: string): this;
	order(column: string, options: { ascending: boolean }): this;
	limit(count: number): this;
}

interface Answer<Row> {
	data: Row[] | null;
}

/** Reads where a page begins. What we did not write ourselves means the first page. */
export function placeIn(params: URLSearchParams, order: KeysetOrder): Place | null {
	for (const side of ['after', 'before'] as const) {
		const place = readCursor(params.get(side) ?? '');
		if (place && fits(place.value, order)) return { side, ...place };
	}
	return null;
}

/** Whether the database could have said that: the name of a page may be of another order. */
function fits(value: Value, { kind, nullable }: KeysetOrder): boolean {
	if (value === null) return nullable;
	if (kind === 'number') return typeof value === 'number';
	if (typeof value !== 'string') return false;
	if (kind === 'text') return value.length <= 1000 && value.isWellFormed() && !value.includes('\0');
	if (kind === 'day') return isDay(value);
	return (
		isDay(value.slice(0, 10)) &&
		/^T\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/.test(value.slice(10))
	);
}

/**
 * Reads one page.
 *
 * @param query a new query for the list's rows each time, filtered and not yet ordered
 * @param send sends it
 * @returns the rows in order, and the names of the pages beside it
 */
export async function readPage<Query extends KeysetQuery, Row extends Keyed>(
	query: () => Query,
	send: (query: Query) => PromiseLike<Answer<Row>>,
	order: KeysetOrder,
	place: Place | null,
	size: number
) {
	const backward = place?.side === 'before';
	const halves = order.nullable ? (['with', 'without'] as const) : (['with'] as const);
	const inTurn = backward ? halves.toReversed() : [...halves];
	if (place && order.nullable)
		inTurn.splice(0, inTurn.indexOf(place.value === null ? 'without' : 'with'));

	// One more than fits, to know whether there is another page.
	const found: Row[] = [];
	for (const [turn, half] of inTurn.entries()) {
		const missing = size + 1 - found.length;
		if (missing <= 0) break;
		const part = halfOf(query(), half, order, backward, turn === 0 ? place : null);
		const { data } = await send(part.limit(missing));
		found.push(...(data ?? []));
	}

	const more = found.length > size;
	const rows = found.slice(0, size);
	if (backward) rows.reverse();
	const [first, last] = [rows[0], rows.at(-1)];
	const isFirst = backward ? !more : place === null;
	const isLast = backward ? false : !more;
	return {
		rows,
		before: !isFirst && first ? writeCursor(first, order) : null,
		after: !isLast && last ? writeCursor(last, order) : null
	};
}

function halfOf<Query extends KeysetQuery>(
	query: Query,
	half: 'with' | 'without',
	{ column, ascending, nullable }: KeysetOrder,
	backward: boolean,
	place: Place | null
): Query {
	const up = ascending !== backward;
	const beyond = up ? 'gt' : 'lt';
	if (half === 'without') {
		const rest = query.is(column, null);
		const begun = place ? rest.or(`id.${beyond}.${place.id}`) : rest;
		return begun.order('id', { ascending: up });
	}

	const valued = nullable ? query.not(column, 'is', null) : query;
	const ordered = valued.order(column, { ascending: up }).order('id', { ascending: up });
	if (!place) return ordered;
	// The plain bound beside the exact one lets Postgres begin in the middle of the index.
	const bound = up ? ordered.gte(column, place.value) : ordered.lte(column, place.value);
	const value = quoted(String(place.value));
	return bound.or(`${column}.${beyond}.${value},id.${beyond}.${place.id}`);
}

/** A value inside PostgREST's `or`, where commas and brackets mean something. */
export function quoted(value: string): string {
	return `"${value.replace(/["\\]/g, '\\$&')}"`;
}

function writeCursor(row: Keyed, { column }: KeysetOrder): string {
	const bytes = new TextEncoder().encode(JSON.stringify([row[column], row.id]));
	return btoa(String.fromCharCode(...bytes))
		.replaceAll('+', '-')
		.replaceAll('/', '_')
		.replace(/=+$/, '');
}

function readCursor(text: string): Omit<Place, 'side'> | null {
	try {
		const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
		const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
		const [value, id] = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
		const isValue = value === null || ['string', 'number'].includes(typeof value);
		return isValue && /^[\w-]{1,40}$/.test(id) ? { value, id } : null;
	} catch {
		return null;
	}
}
