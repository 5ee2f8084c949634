import { keyOf, rowOf } from './state.ts';
import type { Row, State, Table, Token, Value } from './state.ts';

/*
 * The audit log, after the design: for each row of a tenant that was created, changed or deleted one
 * event, which says who did it and what of it is different now.
 */

export interface Event {
	org_id: string;
	actor_id: string;
	session_id: string;
	kind: 'created' | 'changed' | 'deleted';
	resource: Table;
	resource_id: string;
	changes: Record<string, [before: Value, after: Value]>;
}

const audited = ['projects', 'project_members', 'tasks', 'project_budgets'] as const;

/** Moments that nobody chooses, copies of other rows, and what follows from other columns. */
const leftOut: Partial<Record<Table, string[]>> = {
	projects: ['state'],
	project_members: ['visibility'],
	tasks: ['visibility', 'project_state', 'state', 'title_words', 'priority_rank']
};
const moments = ['org_id', 'done_at', 'archived_at', 'trashed_at'];

/** Notes all that is different from what was before. */
export function note(state: State, { session }: Token, before: State['tables']): void {
	for (const table of audited) {
		const earlier = { ...state, tables: before };
		const rows = [...before[table], ...state.tables[table]];
		const keys = new Map(rows.map((row) => [JSON.stringify(keyOf(table, row)), keyOf(table, row)]));
		for (const key of keys.values()) {
			const was = rowOf(earlier, table, key);
			const is = rowOf(state, table, key);
			const changes = was === is ? {} : differences(table, was ?? {}, is ?? {});
			if (Object.keys(changes).length === 0) continue;
			const { org_id, ...rest } = { ...was, ...is, ...key };
			const ids = table === 'tasks' || table === 'projects' ? [rest.id] : [rest.project_id];
			if (table === 'project_members') ids.push(rest.user_id);
			state.events.push({
				org_id: String(org_id),
				actor_id: session.person,
				session_id: session.sid,
				kind: was ? (is ? 'changed' : 'deleted') : 'created',
				resource: table,
				resource_id: ids.join('/'),
				changes
			});
		}
	}
}

function differences(table: Table, was: Row, is: Row): Event['changes'] {
	const columns = Object.keys({ ...was, ...is }).filter(
		(column) => !moments.includes(column) && !leftOut[table]?.includes(column)
	);
	const pairs = columns.sort().map((column) => {
		const pair: [Value, Value] = [was[column] ?? null, is[column] ?? null];
		return [column, pair] as const;
	});
	return Object.fromEntries(
		pairs.filter(([, [before, after]]) => JSON.stringify(before) !== JSON.stringify(after))
	);
}
