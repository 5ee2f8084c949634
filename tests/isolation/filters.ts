import { canariesIn } from './canaries.ts';
import { at, candidates } from './choices.ts';
import { keys } from './model/state.ts';
import type { Row, Table, Token } from './model/state.ts';
import type { Filter } from './operation.ts';
import type { World } from './world.ts';

/** A condition for a request, and for the model. */
export interface Condition {
	query: string;
	matches: (row: Row) => boolean;
}

const always: Condition = { query: '', matches: () => true };

/** The rows that a filter asks for, by a value of one of the rows that are there. */
export function conditionOf(
	world: World,
	token: Token | null,
	table: Table,
	filter: Filter | null
): Condition {
	if (!filter) return always;
	const rows = candidates(world, token, table, filter.own);
	const row = at(rows, filter.n);
	if (!row) return always;
	const columns = columnsOf(table, row);
	const column = at(columns, filter.column) ?? 'id';
	const value = row[column] ?? null;
	const name = `&${column}=`;
	if (value === null) {
		const isNot = filter.operator === 'neq' ? 'not.' : '';
		const matches = (other: Row) => (other[column] === null) !== (isNot !== '');
		return { query: `${name}${isNot}is.null`, matches };
	}
	const [canary] = canariesIn(String(value));
	const text = encodeURIComponent(String(value));
	if (filter.operator === 'neq') {
		const matches = (other: Row) => other[column] !== null && other[column] !== value;
		return { query: `${name}neq.${text}`, matches };
	}
	if (filter.operator === 'in') {
		const second = at(rows, filter.n + 1)?.[column] ?? value;
		const list = `"${text}","${encodeURIComponent(String(second))}"`;
		const matches = (other: Row) => other[column] === value || other[column] === second;
		return { query: `${name}in.(${list})`, matches };
	}
	if (filter.operator === 'like' && canary) {
		const matches = (other: Row) => String(other[column]).includes(canary);
		return { query: `${name}like.*${canary}*`, matches };
	}
	return { query: `${name}eq.${text}`, matches: (other) => other[column] === value };
}

function columnsOf(table: Table, row: Row): string[] {
	const moments = ['done_at', 'gone_at', 'archived_at', 'trashed_at', 'created_at', 'updated_at'];
	const unfit = ['roles', 'labels', 'settings', ...moments];
	const last = keys[table].at(-1) ?? 'id';
	return [last, ...Object.keys(row).filter((column) => column !== last && !unfit.includes(column))];
}
