import { keyOf, rowOf } from './state.ts';
import type { Row, State, Table, Token, Value } from './state.ts';

/*
 * The audit log, after the design: for each row of a tenant that was created, changed or deleted one
 * event, which says who did it and what of it is different now.
 */

export interface Event {
	org_id: string;
	/** Null where nobody here did it. */
	actor_id: string | null;
	session_id: string | null;
	kind: 'created' | 'changed' | 'deleted';
	resource: Table;
	resource_id: string;
	changes: Record<string, [before: Value, after: Value]>;
}

const audited = [
	...(['projects', 'project_members', 'tasks', 'project_budgets'] as const),
	...(['list_preferences', 'memberships', 'organizations', 'organization_settings'] as const)
];

/** What the mirror holds says nothing but this. */
const mirrored: Partial<Record<Table, string[]>> = {
	memberships: ['status', 'roles'],
	organizations: ['name', 'gone_at']
};

/** The columns that name a row in an event. */
const names: Partial<Record<Table, string[]>> = {
	project_members: ['project_id', 'user_id'],
	project_budgets: ['project_id'],
	list_preferences: ['created_by', 'list'],
	memberships: ['user_id'],
	organization_settings: ['org_id']
};

/** Moments that nobody chooses, copies of other rows, and what follows from other columns. */
const leftOut: Partial<Record<Table, string[]>> = {
	projects: ['state'],
	project_members: ['visibility'],
	tasks: ['visibility', 'project_state', 'state', 'title_words', 'priority_rank']
};
const moments = ['org_id', 'done_at', 'archived_at', 'trashed_at'];

/** Notes all that is different from what was before. */
export function note(state: State, token: Token | null, before: State['tables']): void {
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
			const named: Row = { ...rest, org_id: org_id ?? null };
			const ids = (names[table] ?? ['id']).map((column) => named[column]);
			const isOfGone = rest.status === 'removed' && state.tombstones.has(String(org_id));
			// With an organization all its memberships end, which its own event tells.
			if (table === 'memberships' && isOfGone) continue;
			state.events.push({
				org_id: String(table === 'organizations' ? rest.id : org_id),
				actor_id: token?.session.person ?? whoAccepted(table, was, is),
				session_id: token?.session.sid ?? null,
				kind: was ? (is ? 'changed' : 'deleted') : 'created',
				resource: table,
				resource_id: ids.join('/'),
				changes
			});
		}
	}
}

/** An invitation that nobody here accepted was accepted by whom it made a member. */
function whoAccepted(table: Table, was: Row | undefined, is: Row | undefined): string | null {
	const isAccepted =
		table === 'memberships' &&
		was?.id === is?.id &&
		was?.status === 'pending' &&
		is?.status === 'active';
	return isAccepted ? String(is.user_id) : null;
}

function differences(table: Table, was: Row, is: Row): Event['changes'] {
	const columns = Object.keys({ ...was, ...is }).filter(
		(column) =>
			!moments.includes(column) &&
			!leftOut[table]?.includes(column) &&
			(mirrored[table]?.includes(column) ?? true)
	);
	const pairs = columns.sort().map((column) => {
		const pair: [Value, Value] = [was[column] ?? null, is[column] ?? null];
		return [column, pair] as const;
	});
	return Object.fromEntries(
		pairs.filter(([, [before, after]]) => JSON.stringify(before) !== JSON.stringify(after))
	);
}
