import type { ResolvedPathname } from '$app/types';
import type { ListState } from '$lib/table/list-state';
import type { Choice, Table } from '$lib/table/table';
import type { Change } from '$lib/with-params';
import { createContext } from 'svelte';

/** What the parts of a list have in common. */
export interface ListContext {
	readonly table: Table;
	readonly state: ListState;
	/** What filters without choices of their own let choose from, by the filters' ids. */
	readonly choices: Record<string, readonly Choice[]>;
	/** Finds choices by what is typed, for filters with too many of them to list. */
	readonly find: Record<string, (words: string) => Promise<readonly Choice[]>>;
	/** Too long for everything to be offered. */
	readonly large: boolean;
	/** The address that was looked at. */
	readonly url: URL;
	/** Where the list lives. */
	readonly here: ResolvedPathname;
	/** Where the counts of the filters' choices come from. */
	readonly facets: string | undefined;
	/** The list's address with some parameters changed; from its first page, unless told. */
	link(change: Change): ResolvedPathname;
}

export const [getList, setList] = createContext<ListContext>();
