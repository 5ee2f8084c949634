/*
 * What a list consists of. A page says it once, as plain data that the server and the browser both
 * read; everything else about lists (the address, the query, the filters, the pages) follows.
 */

/** Something to choose: what stands in the address, and what it is called. */
export interface Choice {
	value: string;
	label: string;
}

interface AnyFilter {
	/** Its name in the address. */
	id: string;
	label: string;
	/** What it asks about in the database. */
	column: string;
	/** Offered under "More filters" until it is used. */
	rare?: true;
}

export interface ChoiceFilter extends AnyFilter {
	kind: 'choice';
	/** All of its choices, where they do not come with the data. */
	choices?: readonly Choice[];
	/** What a value looks like, where its choices come with the data. */
	pattern?: RegExp;
	/** What the choice of having none is called; without it there is none. */
	none?: string;
	/** The column holds several values, of which one has to be among the chosen. */
	several?: true;
}

export interface DateFilter extends AnyFilter {
	kind: 'date';
	/** The column holds moments: a day of theirs is one where the person is. */
	moments?: true;
	/** Ranges that move with the calendar, as `rangeOf` names them. */
	ranges: readonly Choice[];
	/** What cannot be late, whatever its date. */
	neverLate?: { column: string; value: string };
}

export interface NumberFilter extends AnyFilter {
	kind: 'number';
	unit?: string;
}

export interface TextFilter extends AnyFilter {
	kind: 'text';
}

export type Filter = ChoiceFilter | DateFilter | NumberFilter | TextFilter;

export interface Column {
	id: string;
	label: string;
	/** In rem, until somebody makes it wider or narrower; the first column takes what is left. */
	width: number;
	/** Shown only to those who ask for it. */
	hidden?: true;
	/** Takes half of a card's width, where it is narrow and each row is a card. */
	half?: true;
	/** Takes a card's whole width. */
	whole?: true;
	sort?: Sort;
}

export interface Sort {
	/** What the database orders by. */
	column: string;
	kind: 'moment' | 'day' | 'number' | 'text';
	/** Which way round it begins. */
	first: 'ascending' | 'descending';
	/** Rows without a value come last, whichever way round. */
	nullable?: true;
	/** What both ways round are called. */
	labels: { ascending: string; descending: string };
}

export interface Table {
	/** What its personal defaults are remembered under. */
	name: string;
	one: string;
	many: string;
	/** What the search box is called, in a list that can be searched. */
	search?: string;
	/** How the search looks, for somebody who found nothing. */
	searches?: string;
	/** No search gives more than so many, the newest ones, in whatever order they are shown. */
	matches?: number;
	/** The first one is always shown. */
	columns: readonly [Column, ...Column[]];
	filters: readonly Filter[];
	/** The order of a list that nobody has ordered, as the address writes it. */
	sort: string;
	/**
	 * What a list of more than `largeAt` rows offers: for each column to sort by, the filters that
	 * have an index in its order. Without it, everything, however many there are.
	 */
	large?: Record<string, readonly string[]>;
}

/** From how many rows on a list offers only what an index answers. */
export const largeAt = 20_000;

export const sizes = [25, 50, 100] as const;
export const densities = ['normal', 'compact'] as const;

/** The narrowest and the widest a column can be made, in pixels. */
export const widths = { least: 64, most: 800 } as const;

/** Looks a list's definition over and keeps its literal types. */
export const defineTable = <const Definition extends Table>(definition: Definition): Definition =>
	definition;
