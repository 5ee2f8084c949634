import { isLike, keyOf, rowOf } from './state.ts';
import type { Caller } from './rights.ts';
import type { Row, State, Table, Value } from './state.ts';
import type { Outcome } from './writes.ts';

/*
 * What holds between rows, whoever writes: what belongs to a project is in its organization and as
 * visible as it, who is named is an active member there, and the lead of a project belongs to it.
 */

/** Puts rows in the place of others if what they name is there. New rows take nobody's place. */
export function settle(
	state: State,
	{ person }: Caller,
	table: Table,
	after: Row[],
	before: Row[]
): Outcome {
	for (const [index, row] of after.entries()) {
		if (!isAnchored(state, row, before[index])) return { refused: '23503' };
	}
	const places = new Map(before.map((row, index) => [row, after[index] ?? row]));
	const kept = state.tables[table].map((row) => places.get(row) ?? row);
	state.tables[table] = before.length > 0 ? kept : [...kept, ...after];
	if (table === 'projects') for (const row of after) addLead(state, row, person);
	copyDown(state);
	return { rows: after.map((row) => rowOf(state, table, keyOf(table, row)) ?? row) };
}

/** Deletes rows and what belongs to them. */
export function removeFrom({ tables }: State, table: Table, rows: Row[]): void {
	const isKept = (row: Row) => !rows.includes(row);
	tables[table] = tables[table].filter(isKept);
	if (table === 'projects') {
		for (const child of ['project_members', 'tasks', 'project_budgets'] as const) {
			tables[child] = tables[child].filter((row) => !rows.some(({ id }) => id === row.project_id));
		}
	}
	if (table === 'project_members') {
		const hasLeft = (project: Row) =>
			rows.some((row) => row.project_id === project.id && row.user_id === project.lead_id);
		tables.projects = tables.projects.map((row) =>
			hasLeft(row) ? { ...row, lead_id: null } : row
		);
	}
}

/** Whether all that the row names is in its organization; whoever was named before may stay. */
function isAnchored(state: State, row: Row, before: Row | undefined): boolean {
	const { org_id = null, project_id } = row;
	if (project_id !== undefined && !rowOf(state, 'projects', { org_id, id: project_id }))
		return false;
	return ['lead_id', 'assignee_id', 'user_id'].every((column) => {
		const user_id = row[column];
		if (user_id === undefined || user_id === null || user_id === before?.[column]) return true;
		return rowOf(state, 'memberships', { org_id, user_id })?.status === 'active';
	});
}

function addLead(state: State, { org_id, id, lead_id }: Row, created_by: string | null): void {
	if (!lead_id || rowOf(state, 'project_members', { project_id: id ?? null, user_id: lead_id }))
		return;
	const row = { org_id, project_id: id, user_id: lead_id, created_by } as Row;
	state.tables.project_members = [...state.tables.project_members, row];
}

/** Says where rows are. Tasks and members of a project carry a copy of what it says of itself. */
function copyDown(state: State): void {
	state.tables.projects = state.tables.projects.map((row) => withState(row, []));
	for (const table of ['tasks', 'project_members'] as const) {
		state.tables[table] = state.tables[table].map((row) => {
			const project = rowOf(state, 'projects', { id: row.project_id ?? null });
			const visibility = project?.visibility ?? null;
			return row.visibility === visibility ? row : { ...row, visibility };
		});
	}
	state.tables.tasks = state.tables.tasks.map((row) => {
		const project = rowOf(state, 'projects', { id: row.project_id ?? null });
		const follows = {
			done_at: row.status === 'done' ? 'set' : null,
			priority_rank: ['low', 'medium', 'high', 'urgent'].indexOf(String(row.priority)) + 1,
			project_state: project?.state ?? null,
			title_words: ` ${String(row.title).toLowerCase()} `
		};
		return withState(isLike(row, follows) ? row : { ...row, ...follows }, [follows.project_state]);
	});
}

/** What is in a trash is there first of all, then what is in an archive. */
function withState(row: Row, above: Value[]): Row {
	const follows = {
		archived_at: row.archived ? 'set' : null,
		trashed_at: row.trashed ? 'set' : null,
		state:
			row.trashed || above.includes('trashed')
				? 'trashed'
				: row.archived || above.includes('archived')
					? 'archived'
					: 'active'
	};
	return isLike(row, follows) ? row : { ...row, ...follows };
}
