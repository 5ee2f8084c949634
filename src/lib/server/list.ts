import { PostgrestError } from '@supabase/postgrest-js';
import { placeIn, readPage, type Keyed, type KeysetQuery, type Place } from '$lib/keyset';
import { isNarrowed, orderText, readState, type ListState } from '$lib/table/list-state';
import { largeAt, type Table } from '$lib/table/table';
import { filtered, needsCalendar, type Calendar, type FilterQuery } from './filtered';
import { orFailed, type ListPage } from './or-failed';

/** The part of a query that lists need to know; those of supabase-js are it. */
export interface ListQuery<Row> extends KeysetQuery, FilterQuery {
	range(from: number, to: number): this;
	setHeader(name: string, value: string): this;
	throwOnError(): PromiseLike<{ data: Row[] | null; count: number | null }>;
}

export interface Asking<Row> {
	url: URL;
	/** The person's defaults for this list, as `savedFor` reads them. */
	saved?: PromiseLike<string>;
	/** How many rows there are when nothing narrows the list down, where that is known. */
	size?: PromiseLike<number>;
	/** Asked for only when a filter is about days. */
	calendar: () => PromiseLike<Calendar>;
	/** A new query for the rows each time, given what is searched for. */
	rows: (q: string) => ListQuery<Row>;
}

/** How many matches are counted one by one. */
const countedUpTo = 10_000;

/** How many there are: exactly, or at least. */
export interface Total {
	count: number;
	atLeast: boolean;
}

/**
 * Reads a page of a list, as the address and the person's defaults want it.
 *
 * The rows are asked for at once, as if there were no defaults; who has some that differ pays with
 * a second question.
 */
export async function readList<Row extends Keyed>(table: Table, asking: Asking<Row>) {
	const { searchParams } = asking.url;
	const guess = readState(table, searchParams);
	const [guessed, saved, size] = await Promise.all([
		orFailed(readRows(table, guess, asking)),
		asking.saved ?? '',
		asking.size ?? 0
	]);

	const large = size > largeAt && table.large !== undefined;
	const wanted = readState(table, searchParams, saved);
	const state = large ? offered(table, wanted) : wanted;
	const same = orderText(state.order) === orderText(guess.order) && state.size === guess.size;
	const page = same ? guessed : await orFailed(readRows(table, state, asking));

	return {
		state,
		...page,
		large,
		/** Whether a search may have found more than it gives. */
		cut: state.q !== '' && size > (table.matches ?? Infinity),
		/** The order that was asked for and is not offered in a list this long. */
		refused: orderText(wanted.order) === orderText(state.order) ? null : orderText(wanted.order),
		saved,
		total: page.failed ? null : totalOf(table, state, page, asking, size)
	};
}

function keysetOf(table: Table, { order }: ListState) {
	const { column, kind, nullable } = table.columns.find(({ id }) => id === order.id)!.sort!;
	return { column, kind, ascending: order.ascending, nullable: nullable ?? false };
}

async function readRows<Row extends Keyed>(table: Table, state: ListState, asking: Asking<Row>) {
	const order = keysetOf(table, state);
	const place = placeIn(asking.url.searchParams, order);
	const query = await queryFor(table, state, asking);
	const read = (from: Place | null) =>
		readPage<ListQuery<Row>, Row>(query, (sent) => sent.throwOnError(), order, from, state.size);
	try {
		const page = await read(place);
		// Its rows may have left the list, which is then worth showing from the beginning.
		return place && page.rows.length === 0 ? read(null) : page;
	} catch (reason) {
		if (!place || !isNoValue(reason)) throw reason;
		// The name of a page may be made up, or of a list whose rows have other ids and values.
		return read(null);
	}
}

/** Whether the database could not read a value as what its column holds. */
const isNoValue = (reason: unknown) =>
	reason instanceof PostgrestError && reason.code.startsWith('22');

/** What makes a query for the rows of a list, searched and filtered as its state says. */
export async function queryFor<Row>(
	table: Table,
	state: ListState,
	{ calendar, rows }: Pick<Asking<Row>, 'calendar' | 'rows'>
) {
	const days = needsCalendar(table, state) ? await calendar() : { today: '', zone: 'UTC' };
	return () => filtered(rows(state.q), table, state, days);
}

/** The same list in an order that an index answers, whatever it is filtered by. */
function offered(table: Table, state: ListState): ListState {
	const fits = (id: string) =>
		table.large?.[id] !== undefined &&
		Object.keys(state.filters).every((filter) => table.large?.[id]?.includes(filter));
	if (state.q !== '' || fits(state.order.id)) return state;

	const other = Object.keys(table.large ?? {}).find(fits);
	const column = table.columns.find(({ id }) => id === other);
	if (!column?.sort) return state;
	return { ...state, order: { id: column.id, ascending: column.sort.first === 'ascending' } };
}

/** How many there are, where that is known without asking; else a promise nobody waits for. */
function totalOf<Row extends Keyed>(
	table: Table,
	state: ListState,
	page: ListPage<Row>,
	asking: Asking<Row>,
	size: number
): Total | Promise<Total | null> {
	if (!page.before && !page.after) return { count: page.rows.length, atLeast: false };
	if (asking.size && !isNarrowed(state)) {
		return { count: Math.min(size, largeAt), atLeast: size > largeAt };
	}
	return countMatches(table, state, asking, size);
}

async function countMatches<Row extends Keyed>(
	table: Table,
	state: ListState,
	asking: Asking<Row>,
	size: number
): Promise<Total | null> {
	try {
		const query = await queryFor(table, state, asking);
		if (size > largeAt) {
			const beyond = await query().range(countedUpTo, countedUpTo).throwOnError();
			if (beyond.data?.length) return { count: countedUpTo, atLeast: true };
		}
		const count = await countOf(query);
		return { count, atLeast: state.q !== '' && count >= (table.matches ?? Infinity) };
	} catch {
		// A list is worth showing without its total.
		return null;
	}
}

/** Counts the rows that a query would find, one by one. */
export async function countOf<Row>(query: () => ListQuery<Row>): Promise<number> {
	const { count } = await query().limit(0).setHeader('Prefer', 'count=exact').throwOnError();
	return count ?? 0;
}
