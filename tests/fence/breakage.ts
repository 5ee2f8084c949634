import type pg from 'pg';

/** One thing that is broken in the database, and how it is mended. */
export interface Breakage {
	name: string;
	/** The table or function: what is tried of it comes first. */
	about: string;
	sql: string;
	undo: string;
	/** What is likely to notice it and should be tried first. */
	likely?: RegExp;
	/** What alone can notice it, where nothing else is answered otherwise than before. */
	only?: RegExp;
	/**
	 * Tests of tests/policies to try as well: all of them, after the likely cases or before them, or
	 * first those of one file.
	 */
	byHand?: 'after' | 'before' | 'estimates';
	/** Rows that it let in would stand in the way of mending it. */
	leavesRows?: boolean;
}

export type Ask = <Row extends pg.QueryResultRow>(sql: string) => Promise<Row[]>;

/** The names of tables and functions in SQL are safe here: they come from the catalog. */
export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** Text in SQL. */
export const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
