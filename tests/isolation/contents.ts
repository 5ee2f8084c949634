import { ask } from '../policies/database.ts';
import { tables } from './model/state.ts';
import type { Row, Table, Value } from './model/state.ts';

const owners: Partial<Record<Table, string>> = {
	organizations: 't.id = any ($1)',
	users: 't.id = any ($2)',
	user_emails: 't.user_id = any ($2)'
};

const everything = tables
	.map((table) => {
		const condition = owners[table] ?? 't.org_id = any ($1)';
		return `select '${table}' as name, to_jsonb(t) as row from public.${table} t where ${condition}`;
	})
	.join(' union all ');

/** What the database really holds of these organizations and people, seen by the owner. */
export async function contentsOf(
	organizations: string[],
	people: string[]
): Promise<Record<Table, Row[]>> {
	const rows = await ask<{ name: Table; row: Row }>(everything, [organizations, people]);
	const contents = Object.fromEntries(tables.map((table) => [table, [] as Row[]]));
	for (const { name, row } of rows) contents[name]?.push(comparable(row));
	return contents as Record<Table, Row[]>;
}

/** The id that the database gave the row with this text. */
export async function idOf(table: 'projects' | 'tasks', text: string): Promise<string | null> {
	const column = table === 'projects' ? 'name' : 'title';
	const [row] = await ask<{ id: string }>(`select id from public.${table} where ${column} = $1`, [
		text
	]);
	return row?.id ?? null;
}

/** Forgets these organizations and people, so that long runs do not fill the database. */
export async function clearAway(organizations: string[], people: string[]): Promise<void> {
	// Last what tells that the others are gone.
	for (const table of ['projects', 'memberships', 'organization_settings', 'audit_events']) {
		await ask(`delete from public.${table} where org_id = any ($1)`, [organizations]);
	}
	await ask('delete from public.organizations where id = any ($1)', [organizations]);
	await ask('delete from public.users where id = any ($1)', [people]);
}

const moments = ['done_at', 'gone_at', 'archived_at', 'trashed_at'];

/** A row without times, of which only those that say something by being there are kept. */
export function comparable(row: Record<string, Value>): Row {
	const kept = Object.entries(row)
		.filter(([column]) => column !== 'created_at' && column !== 'updated_at')
		.map(([column, value]) => {
			return [column, moments.includes(column) && value !== null ? 'set' : value] as const;
		})
		.sort(([one], [other]) => (one < other ? -1 : 1));
	return Object.fromEntries(kept);
}

/** Rows as texts that are equal when the rows are, in an order of their own. */
export function textsOf(rows: Row[]): string[] {
	return rows.map((row) => JSON.stringify(comparable(row))).sort();
}
