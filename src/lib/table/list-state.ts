import { namesOf, readFilter, textIn, type FilterValue } from './filter-values';
import { densities, sizes, widths, type Table } from './table';

export interface Order {
	/** The column of the list, not of the database. */
	id: string;
	ascending: boolean;
}

/** How somebody wants to see a list. All of it stands in the address. */
export interface ListState {
	q: string;
	filters: Record<string, FilterValue>;
	order: Order;
	size: number;
	/** Which columns, in which order. */
	columns: string[];
	/** In pixels, of those that somebody made wider or narrower. */
	widths: Record<string, number>;
	density: (typeof densities)[number];
}

/** What personal defaults can be about: how a list looks, never what it leaves out. */
const looks = (name: string) =>
	['sort', 'size', 'columns', 'density'].includes(name) || name.startsWith('width.');

/**
 * Reads a list's state: from the address; where that says nothing, from the person's defaults; else
 * as the list itself has it. What the list does not know is as if it were not there.
 *
 * @param saved the defaults, as the query of an address
 */
export function readState(table: Table, address: URLSearchParams, saved = ''): ListState {
	const params = new URLSearchParams(address);
	for (const [name, value] of new URLSearchParams(saved)) {
		if (looks(name) && !address.has(name)) params.append(name, value);
	}
	const filters = table.filters.flatMap((filter) => {
		const value = readFilter(filter, params);
		return value ? [[filter.id, value] as const] : [];
	});
	return {
		q: table.search ? textIn(params.get('q')) : '',
		filters: Object.fromEntries(filters),
		order: orderIn(table, params.get('sort')) ?? orderIn(table, table.sort)!,
		size: sizes.find((size) => String(size) === params.get('size')) ?? 50,
		columns: columnsIn(table, params.getAll('columns')),
		widths: widthsIn(table, params),
		density: densities.find((density) => density === params.get('density')) ?? 'normal'
	};
}

/** The part of an address that personal defaults are made of. */
export function looksIn(address: URLSearchParams): string {
	return new URLSearchParams([...address].filter(([name]) => looks(name))).toString();
}

/** How a list looks at an address, for somebody with these defaults. */
export function looksWith(saved: string, address: URLSearchParams): string {
	const kept = [...new URLSearchParams(saved)].filter(([name]) => !address.has(name));
	return looksIn(new URLSearchParams([...kept, ...address]));
}

/** How an order stands in the address. */
export const orderText = ({ id, ascending }: Order) => (ascending ? id : `-${id}`);

/** What takes a filter, or all of them and the search, out of the address. */
export function without(table: Table, id?: string): Record<string, null> {
	const filters = table.filters.filter((filter) => id === undefined || filter.id === id);
	const names = [...filters.flatMap(namesOf), ...(id === undefined ? ['q'] : [])];
	return Object.fromEntries(names.map((name) => [name, null]));
}

/** Whether anything narrows the list down. */
export const isNarrowed = ({ q, filters }: ListState) =>
	q !== '' || Object.keys(filters).length > 0;

function orderIn(table: Table, given: string | null): Order | undefined {
	const [, minus, id] = given?.match(/^(-?)(\w+)$/) ?? [];
	const column = table.columns.find((one) => one.id === id);
	return id && column?.sort ? { id, ascending: !minus } : undefined;
}

function columnsIn({ columns }: Table, given: string[]): string[] {
	const [first, ...rest] = columns;
	const known = [...new Set(given)].filter((id) => rest.some((column) => column.id === id));
	const chosen =
		given.length > 0 ? known : rest.filter(({ hidden }) => !hidden).map(({ id }) => id);
	return [first.id, ...chosen];
}

function widthsIn({ columns }: Table, params: URLSearchParams): Record<string, number> {
	const given = columns.map(({ id }) => [id, Number(params.get(`width.${id}`))] as const);
	return Object.fromEntries(
		given.filter(([, width]) => width >= widths.least && width <= widths.most)
	);
}
