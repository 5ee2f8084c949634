import assert from 'node:assert/strict';
import { access } from '../../../supabase/access.ts';
import { allCallers } from '../language.ts';
import type { AnyCaller, Rows, TableAccess } from '../language.ts';
import type { Place } from '../plant.ts';
import type { Answer } from '../request.ts';

/** One thing to try, with its expectation. */
export interface Case {
	/** The table or function it is about. */
	about: string;
	name: string;
	run(): Promise<void>;
}

export interface Subject {
	table: string;
	kind: string;
	caller: AnyCaller;
	entry: TableAccess;
	rows: Rows;
}

/** Every kind of row of every table, with everybody who may ask for it. */
export function subjects(): Subject[] {
	return Object.entries(access.tables).flatMap(([table, entry]) =>
		Object.entries(entry.rows).flatMap(([kind, rows]) =>
			allCallers.map((caller) => ({ table, kind, caller, entry, rows }))
		)
	);
}

/**
 * Other organizations whose rows of this kind are to be tried: one to which the caller belongs as
 * well, and one to which they don't, where no row is theirs in any way.
 */
export function elsewhere({ entry, kind }: Pick<Subject, 'entry' | 'kind'>): Place[] {
	if (!entry.row) return [];
	return kind === Object.keys(entry.rows)[0] ? ['beside', 'far'] : ['beside'];
}

/** The tables whose rows are made here rather than by WorkOS. */
export function madeTables(): [string, TableAccess][] {
	return Object.entries(access.tables).filter(([, entry]) => entry.row);
}

/** Refused for lack of a right, not for a fault in the question. */
export function assertRefused(answer: Answer, caller: AnyCaller, what: string): void {
	const status = caller === 'anon' ? 401 : 403;
	assert.deepEqual(
		{ status: answer.status, code: answer.code },
		{ status, code: '42501' },
		`${what} was to be refused, and was answered with ${answer.status} ${answer.text.slice(0, 300)}`
	);
}

/** Refused before any policy is asked: there is no grant. */
export function assertNotGranted(answer: Answer, caller: AnyCaller, what: string): void {
	assertRefused(answer, caller, what);
	assert.match(
		answer.text,
		/permission denied for/,
		`${what} was to be refused for lack of a grant`
	);
}

export function assertStatus(answer: Answer, status: number[], what: string): void {
	assert.ok(
		status.includes(answer.status),
		`${what} was answered with ${answer.status} ${answer.text.slice(0, 300)}`
	);
}
