import { canBecome, canChange, canCreate, canDelete, canRead } from './rights.ts';
import type { Caller } from './rights.ts';
import { removeFrom, settle } from './upkeep.ts';
import { isLike, keyOf, keys } from './state.ts';
import type { Row, State, Table } from './state.ts';

/*
 * What becomes of a write: refused as a whole with a code of Postgres, or done to the rows that the
 * caller may write, in silence about the others.
 */

/** The rows are those that were made or changed, as they are now, or deleted, as they were. */
export type Outcome = { refused: string } | { rows: Row[] };

/** What happens when a row like this is there already. */
export type Conflict = 'fail' | 'ignore' | 'merge';

/** What people say in a task. */
const said = [
	...['project_id', 'title', 'status', 'priority', 'assignee_id', 'due_on'],
	...['description', 'labels', 'estimate']
];

/** The columns that a request may name. The tenant, the author and ids are not among them. */
const open: Partial<Record<Table, { insert: string[]; update: string[] }>> = {
	projects: {
		insert: ['name', 'status', 'visibility', 'lead_id', 'due_on'],
		update: ['name', 'status', 'visibility', 'lead_id', 'due_on', 'archived', 'trashed']
	},
	project_members: { insert: ['project_id', 'user_id'], update: [] },
	tasks: {
		insert: said,
		update: [...said, 'archived', 'trashed']
	},
	project_budgets: {
		insert: ['project_id', 'amount', 'spent', 'currency'],
		update: ['amount', 'spent', 'currency']
	},
	list_preferences: { insert: ['list', 'settings'], update: ['settings'] },
	// It is there from the beginning, and goes with its organization.
	organization_settings: { insert: [], update: ['time_zone', 'audit_days'] }
};

const fresh: Row = { archived: false, trashed: false };
const defaults: Partial<Record<Table, Row>> = {
	projects: { status: 'active', visibility: 'org', lead_id: null, due_on: null, ...fresh },
	tasks: {
		...{ status: 'todo', priority: 'medium', assignee_id: null, due_on: null },
		...{ description: '', labels: [], estimate: null, ...fresh }
	},
	project_budgets: { spent: 0, currency: 'EUR' }
};

/** The rows of these values are created. `ids` are names for the new rows until theirs are known. */
export function insert(
	state: State,
	caller: Caller,
	table: Table,
	values: Row[],
	{ conflict, ids }: { conflict: Conflict; ids: string[] }
): Outcome {
	const allowed = open[table]?.insert ?? [];
	const merged = conflict === 'merge' ? (open[table]?.update ?? []) : allowed;
	for (const column of values.flatMap(Object.keys)) {
		if (!allowed.includes(column) || !merged.includes(column)) return { refused: '42501' };
	}
	const rows: Row[] = [];
	for (const [index, given] of values.entries()) {
		const owned = { org_id: caller.organization, created_by: caller.person };
		const id: Row = keys[table].includes('id') ? { id: ids[index] ?? '' } : {};
		const row: Row = { ...id, ...owned, ...defaults[table], ...given };
		if (!canCreate(state, caller, table, row)) return { refused: '42501' };
		if (!isValid(row)) return { refused: '23514' };
		const isKnown = [...state.tables[table], ...rows].some((other) =>
			isLike(other, keyOf(table, row))
		);
		if (isKnown && conflict === 'fail') return { refused: '23505' };
		if (!isKnown) rows.push(row);
	}
	return settle(state, caller, table, rows, []);
}

/** The rows that match get these values, as far as the caller may change them. */
export function update(
	state: State,
	caller: Caller,
	table: Table,
	matches: (row: Row) => boolean,
	values: Row
): Outcome {
	const allowed = open[table]?.update ?? [];
	if (!Object.keys(values).every((column) => allowed.includes(column))) return { refused: '42501' };
	const before = state.tables[table].filter(
		(row) =>
			canChange(state, caller, table, row) && canRead(state, caller, table, row) && matches(row)
	);
	const after: Row[] = [];
	for (const row of before) {
		const changed = { ...row, ...values };
		if (!canBecome(state, caller, table, changed)) return { refused: '42501' };
		if (!isValid(changed)) return { refused: '23514' };
		after.push(changed);
	}
	return settle(state, caller, table, after, before);
}

/** The rows that match are deleted, as far as the caller may. */
export function remove(
	state: State,
	caller: Caller,
	table: Table,
	matches: (row: Row) => boolean
): Outcome {
	if (!open[table] || table === 'organization_settings') return { refused: '42501' };
	const rows = state.tables[table].filter(
		(row) =>
			canDelete(state, caller, table, row) && canRead(state, caller, table, row) && matches(row)
	);
	removeFrom(state, table, rows);
	return { rows };
}

function isValid(row: Row): boolean {
	const isZone = row.time_zone === undefined || row.time_zone !== 'Nowhere/Else';
	const isNamed = row.name !== '' && row.title !== '' && row.list !== '';
	const isCounted = Number(row.amount ?? 0) >= 0 && Number(row.estimate ?? 0) >= 0;
	return isZone && isNamed && isCounted && !(Array.isArray(row.labels) && row.labels.includes(''));
}
