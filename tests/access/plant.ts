import { access } from '../../supabase/access.ts';
import { unique } from '../fixtures.ts';
import { inTransaction } from '../policies/database.ts';
import type { Query } from '../policies/database.ts';
import { catalog } from './catalog.ts';
import type { AnyCaller, Make, Rows, TableAccess, Values } from './language.ts';
import type { World } from './world.ts';

/** A row that is there, and the text in it that stands nowhere else, if it has one. */
export interface Planted {
	table: string;
	row: Values;
	key: Values;
}

export type Place = 'ours' | 'beside' | 'far';

/** The entry of a table, and of one kind of its rows. */
export function entryOf(table: string, kind: string): { entry: TableAccess; rows: Rows } {
	const entry = access.tables[table];
	const rows = entry?.rows[kind];
	if (!entry || !rows) {
		throw new Error(`supabase/access.ts has no rows "${kind}" in ${table}.`);
	}
	return { entry, rows };
}

/**
 * Finds or makes a row of this kind, for this caller to ask for. It is made by the owner of the
 * tables, past row level security, so that what a test looks at does not depend on what it tests.
 */
export async function plant(
	world: World,
	table: string,
	kind: string,
	caller: AnyCaller,
	place: Place = 'ours'
): Promise<Planted> {
	const { rows } = entryOf(table, kind);
	// Before the transaction, which holds a connection while it waits for another.
	const facts = (await catalog()).tables[table];
	const row = await inTransaction(async (query) => {
		if (rows.key) return find(query, table, rows.key(world.castFor(caller)));
		const sendAway = await bringBack(query, world, caller, place);
		const made = await make(query, world, table, kind, caller, place);
		await sendAway();
		return made;
	});
	const key = Object.fromEntries((facts?.key ?? []).map((column) => [column, row[column]]));
	return { table, row, key };
}

async function find(query: Query, table: string, key: Values): Promise<Values> {
	const columns = Object.keys(key);
	const conditions = columns.map((column, index) => `t.${column} = $${index + 1}`);
	const [found] = await query<{ row: Values }>(
		`select to_jsonb(t) as row from public.${table} t where ${conditions.join(' and ')}`,
		Object.values(key)
	);
	if (!found) throw new Error(`There is no row ${JSON.stringify(key)} in ${table}.`);
	return ownPart(table, found.row);
}

/** A row without what follows from rows of other tables. */
export function ownPart(table: string, row: Values): Values {
	const follows = access.tables[table]?.follows ?? [];
	return Object.fromEntries(Object.entries(row).filter(([column]) => !follows.includes(column)));
}

/** Those who left can have been leads and assignees: they are active while the row is made. */
async function bringBack(
	query: Query,
	world: World,
	caller: AnyCaller,
	place: Place
): Promise<() => Promise<void>> {
	if (place !== 'ours' || (caller !== 'former' && caller !== 'paused')) return async () => {};
	const { person } = world.askers[caller];
	const whose = [world.organizations.ours.id, person?.id];
	const set = 'update public.memberships set status = $3 where org_id = $1 and user_id = $2';
	const [before] = await query<{ status: string }>(
		'select status from public.memberships where org_id = $1 and user_id = $2 for update',
		whose
	);
	await query(set, [...whose, 'active']);
	return async () => void (await query(set, [...whose, before?.status]));
}

async function make(
	query: Query,
	world: World,
	table: string,
	kind: string,
	caller: AnyCaller,
	place: Place
): Promise<Values> {
	const { entry, rows } = entryOf(table, kind);
	const { id: organization, colleague } = world.organizations[place];
	const maker: Make = {
		organization,
		colleague,
		caller: belongsTo(world, caller, place),
		row: (other, otherKind) => make(query, world, other, otherKind, caller, place),
		text: unique
	};
	const values = {
		...{ org_id: organization, created_by: colleague },
		...(await entry.row?.(maker)),
		...(await rows.values?.(maker))
	};
	const row = await insert(query, table, values);
	for (const [other, more] of rows.with?.(maker, row) ?? []) {
		await insert(query, other, { org_id: organization, created_by: colleague, ...more });
	}
	return row;
}

function belongsTo(world: World, caller: AnyCaller, place: Place): string | null {
	const isOutside: AnyCaller[] = ['anon', 'supabase', 'nowhere', 'stranger'];
	if (place === 'far' || (place === 'ours' && isOutside.includes(caller))) return null;
	return world.askers[caller].person?.id ?? null;
}

async function insert(query: Query, table: string, values: Values): Promise<Values> {
	const facts = (await catalog()).tables[table];
	const known = new Set(facts?.columns.map(({ name }) => name));
	const columns = Object.keys(values).filter((column) => known.has(column));
	const places = columns.map((_, index) => `$${index + 1}`);
	const [inserted] = await query<{ row: Values }>(
		`insert into public.${table} as t (${columns.join(', ')}) values (${places.join(', ')})
		on conflict do nothing returning to_jsonb(t) as row`,
		columns.map((column) => values[column])
	);
	if (inserted) return inserted.row;
	// The lead of a project belongs to it already.
	const key = Object.fromEntries((facts?.key ?? []).map((column) => [column, values[column]]));
	return find(query, table, key);
}

/** The row as it is now, with the eyes of the owner; null when it is gone. */
export async function look({ table, key }: Planted): Promise<Values | null> {
	return inTransaction((query) => find(query, table, key).catch(() => null));
}

/** Takes a planted row away again, to free its key. */
export async function uproot({ table, key }: Planted): Promise<void> {
	const columns = Object.keys(key);
	const conditions = columns.map((column, index) => `${column} = $${index + 1}`);
	await inTransaction((query) =>
		query(`delete from public.${table} where ${conditions.join(' and ')}`, Object.values(key))
	);
}
