import type { Facets } from '$lib/components/list/facets';
import { noneValue } from '$lib/table/filter-values';
import { readState } from '$lib/table/list-state';
import type { Choice, Table } from '$lib/table/table';
import { countOf, queryFor, type Asking } from './list';

/**
 * How many rows of a list each choice of one of its filters would leave, with the other filters as
 * the address has them. It counts once a choice, which suits lists of some thousand rows and filters
 * of some ten choices; a longer list has a function in the database for it, as tasks do.
 *
 * @param choices of filters that have none of their own
 */
export async function countChoices<Row>(
	table: Table,
	asking: Pick<Asking<Row>, 'url' | 'calendar' | 'rows'>,
	choices: Record<string, readonly Choice[]> = {}
): Promise<Facets> {
	const { searchParams } = asking.url;
	const filter = table.filters.find(({ id }) => id === searchParams.get('of'));
	if (filter?.kind !== 'choice') return {};

	const state = readState(table, searchParams);
	const values = (filter.choices ?? choices[filter.id] ?? []).map(({ value }) => value);
	if (filter.none) values.push(noneValue);
	// Read once for all choices.
	let read: ReturnType<typeof asking.calendar> | undefined;
	const calendar = () => (read ??= asking.calendar());
	const counts = await Promise.all(
		values.map(async (value) => {
			const none = value === noneValue;
			const only = { kind: 'choice' as const, values: none ? [] : [value], none };
			const filters = { ...state.filters, [filter.id]: only };
			const query = await queryFor(table, { ...state, filters }, { ...asking, calendar });
			return [value, await countOf(query)] as const;
		})
	);
	return { [filter.id]: Object.fromEntries(counts) };
}
