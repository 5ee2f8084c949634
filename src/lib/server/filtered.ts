import { contains } from '$lib/contains';
import { addDays, rangeOf, type DayRange } from '$lib/days';
import { startOfDay } from '$lib/start-of-day';
import { quoted } from '$lib/keyset';
import type { FilterValue } from '$lib/table/filter-values';
import type { ListState } from '$lib/table/list-state';
import type { ChoiceFilter, Filter, Table } from '$lib/table/table';

/** The part of a query that filters need to know. */
export interface FilterQuery {
	gte(column: string, value: unknown): this;
	lte(column: string, value: unknown): this;
	lt(column: string, value: unknown): this;
	is(column: string, value: null): this;
	in(column: string, values: readonly unknown[]): this;
	neq(column: string, value: unknown): this;
	eq(column: string, value: unknown): this;
	or(filters: string): this;
	ilike(column: string, pattern: string): this;
	overlaps(column: string, value: string): this;
}

/** Where a list's days are: its dates are the organization's, its moments the person's. */
export interface Calendar {
	/** The day it is in the organization. */
	today: string;
	/** The person's time zone. */
	zone: string;
}

/** Whether a list's filters cannot be understood without a calendar. */
export function needsCalendar(table: Table, { filters }: ListState): boolean {
	return table.filters.some(({ id, kind }) => kind === 'date' && id in filters);
}

/** Adds a list's filters to a query. */
export function filtered<Query extends FilterQuery>(
	query: Query,
	table: Table,
	{ filters }: ListState,
	calendar: Calendar
): Query {
	return table.filters.reduce((narrowed, filter) => {
		const value = filters[filter.id];
		return value ? narrow(narrowed, filter, value, calendar) : narrowed;
	}, query);
}

function narrow<Query extends FilterQuery>(
	query: Query,
	filter: Filter,
	value: FilterValue,
	calendar: Calendar
): Query {
	const { column } = filter;
	if (value.kind === 'choice') return amongChoices(query, filter as ChoiceFilter, value);
	if (value.kind === 'text') return query.ilike(column, contains(value.text));
	if (value.kind === 'number') return between(query, column, value.from, value.to);

	const days = value.range ? rangeOf(value.range as DayRange, calendar.today) : value;
	if ('none' in days && days.none) return query.is(column, null);
	if (value.range === 'late' && 'neverLate' in filter && filter.neverLate) {
		query = query.neq(filter.neverLate.column, filter.neverLate.value);
	}
	if (!('moments' in filter)) return between(query, column, days.from, days.to);
	// A day of moments ends where the next one begins.
	const begun = days.from ? query.gte(column, startOfDay(days.from, calendar.zone)) : query;
	return days.to ? begun.lt(column, startOfDay(addDays(days.to, 1), calendar.zone)) : begun;
}

function between<Query extends FilterQuery>(
	query: Query,
	column: string,
	from: string | number | undefined,
	to: string | number | undefined
): Query {
	const begun = from === undefined ? query : query.gte(column, from);
	return to === undefined ? begun : begun.lte(column, to);
}

function amongChoices<Query extends FilterQuery>(
	query: Query,
	{ column, several }: ChoiceFilter,
	{ values, none }: { values: string[]; none: boolean }
): Query {
	// Written out here: supabase-js does not quote them, and a label may be any text.
	if (several) return query.overlaps(column, `{${values.map(quoted).join()}}`);
	const [only] = values;
	if (none && only === undefined) return query.is(column, null);
	if (none) return query.or(`${column}.is.null,${column}.in.(${values.map(quoted).join()})`);
	// One value is a condition that an index in the list's order can serve to the end.
	return values.length === 1 ? query.eq(column, only) : query.in(column, values);
}
