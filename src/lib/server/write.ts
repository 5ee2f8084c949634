import { PostgrestError, type SupabaseClient } from '@supabase/supabase-js';
import type { TablesInsert, TablesUpdate } from '$lib/database.types';
import { inOrganization } from './organization';
import { SessionStateReader } from './session-state';

/*
 * The only module that writes. Row level security refuses an update or a delete in silence: no
 * error, only no row. So each write here asks for its row back, and silence becomes an answer.
 */

/** What names a row of each table that people write, beside the organization. */
const keys = {
	projects: ['id'],
	project_members: ['project_id', 'user_id'],
	tasks: ['id'],
	project_budgets: ['project_id'],
	list_preferences: ['list']
} as const;

type Table = keyof typeof keys;
type Key<Name extends Table> = Record<(typeof keys)[Name][number], string>;
/** The tenant and the author are no input: they come from the token, in the database. */
type Given<Values> = Omit<Values, 'org_id' | 'created_by'>;

/** Which row a change is meant for. */
export type Target<Name extends Table> = Key<Name> & {
	/** The row's `updated_at` as the form saw it: a row that changed since is left as it is. */
	seen?: string;
};

/** Why a write did not happen, in a sentence for the person and a status for `fail`. */
export interface Refusal {
	refused: 'forbidden' | 'gone' | 'changed' | 'signed out' | 'invalid';
	status: 400 | 401 | 403 | 404 | 409;
	problem: string;
}

export type Written<Name extends Table> =
	| { row: Key<Name> & { updated_at: string }; refused?: undefined }
	| (Refusal & { row?: undefined });

/** Why somebody may not, in words. */
export const refusals = {
	forbidden: { refused: 'forbidden', status: 403, problem: 'You are not allowed to do that.' },
	impersonated: {
		refused: 'forbidden',
		status: 403,
		problem: 'You are looking at this in somebody else’s name, so you can change nothing.'
	},
	gone: { refused: 'gone', status: 404, problem: 'It is no longer there, or not for you to see.' },
	changed: {
		refused: 'changed',
		status: 409,
		problem: 'Somebody changed it meanwhile. Have a look at what it says now, then try again.'
	},
	'signed out': { refused: 'signed out', status: 401, problem: 'You were signed out.' },
	reference: {
		refused: 'gone',
		status: 404,
		problem: 'The project or person you chose is no longer there.'
	},
	invalid: { refused: 'invalid', status: 400, problem: 'That value cannot be saved.' },
	exists: { refused: 'changed', status: 409, problem: 'It is already there.' }
} as const satisfies Record<string, Refusal>;

/** Postgres' codes that are an answer to the person rather than a fault of ours. */
const codes: Record<string, Refusal> = {
	'42501': refusals.forbidden,
	'23503': refusals.reference,
	'23505': refusals.exists,
	'23514': refusals.invalid,
	'22P02': refusals.invalid,
	'22007': refusals.invalid,
	'22008': refusals.invalid,
	'22003': refusals.invalid
};

/**
 * Adds a row to the organization of this request.
 *
 * @throws whatever is a fault rather than a refusal, here and below
 */
export function insert<Name extends Table>(
	table: Name,
	values: Given<TablesInsert<Name>>
): Promise<Written<Name>> {
	const query = rowsOf(table).insert(values as object);
	return answerTo(table, query.select(columnsOf(table)).maybeSingle().throwOnError());
}

/** Changes one row, unless it changed since it was `seen`. */
export function update<Name extends Table>(
	table: Name,
	target: Target<Name>,
	values: Given<TablesUpdate<Name>>
): Promise<Written<Name>> {
	const query = rowsOf(table)
		.update(values as object)
		.match(conditions(target));
	return answerTo(table, query.select(columnsOf(table)).maybeSingle().throwOnError(), target);
}

/**
 * Changes many rows at once.
 *
 * @param was what they have to say before, where that matters
 * @returns the ids of those that were changed; the others are gone, refused by the policies, or say
 *   something else
 */
export async function updateAll<Name extends 'tasks' | 'projects'>(
	table: Name,
	ids: string[],
	values: Given<TablesUpdate<Name>>,
	was?: Given<TablesUpdate<Name>>
): Promise<{ ids: string[]; refused?: undefined } | Refusal> {
	try {
		const query = rowsOf(table)
			.update(values as object)
			.in('id', ids);
		for (const [column, value] of Object.entries(was ?? {})) {
			if (value === null) query.is(column, null);
			else query.eq(column, value);
		}
		const { data } = await query.select('id').throwOnError();
		if (data.length > 0) return { ids: data.map(({ id }) => String(id)) };
	} catch (reason) {
		const refusal = reason instanceof PostgrestError && codes[reason.code];
		if (!refusal) throw reason;
		if (refusal !== refusals.forbidden) return refusal;
		if (ids.length > 1) return oneByOne(table, ids, values, was);
	}
	return whyNot(table);
}

/** A row that its new values would put out of reach refuses the whole statement: each by itself. */
async function oneByOne<Name extends 'tasks' | 'projects'>(
	table: Name,
	ids: string[],
	values: Given<TablesUpdate<Name>>,
	was: Given<TablesUpdate<Name>> | undefined
): Promise<{ ids: string[]; refused?: undefined } | Refusal> {
	const changed: string[] = [];
	for (const id of ids) {
		const { ids: written, refused } = { ids: [], ...(await updateAll(table, [id], values, was)) };
		if (!refused) changed.push(...written);
	}
	return changed.length > 0 ? { ids: changed } : whyNot(table);
}

/** Gives somebody's open tasks to somebody else, as far as the caller may change them. */
export async function handOver(from: string, to: string): Promise<Refusal | null> {
	try {
		await rowsOf('tasks')
			.update({ assignee_id: to })
			.eq('assignee_id', from)
			.eq('trashed', false)
			.neq('status', 'done')
			.throwOnError();
		return null;
	} catch (reason) {
		const refusal = reason instanceof PostgrestError && codes[reason.code];
		if (!refusal) throw reason;
		return refusal;
	}
}

/** Deletes one row, unless it changed since it was `seen`. */
export function remove<Name extends Table>(
	table: Name,
	target: Target<Name>
): Promise<Written<Name>> {
	const query = rowsOf(table).delete().match(conditions(target));
	return answerTo(table, query.select(columnsOf(table)).maybeSingle().throwOnError(), target);
}

/** The types above hold callers to the table; the client cannot follow a name that is a parameter. */
function rowsOf(table: Table) {
	return (inOrganization().supabase as unknown as SupabaseClient).from(table);
}

const columnsOf = (table: Table) => [...keys[table], 'updated_at'].join();

function conditions<Name extends Table>({ seen, ...key }: Target<Name>): Record<string, string> {
	return seen === undefined ? key : { ...key, updated_at: seen };
}

async function answerTo<Name extends Table>(
	table: Name,
	query: PromiseLike<{ data: unknown }>,
	target?: Target<Name>
): Promise<Written<Name>> {
	try {
		const { data } = await query;
		if (data) return { row: data as Key<Name> & { updated_at: string } };
	} catch (reason) {
		const refusal = reason instanceof PostgrestError && codes[reason.code];
		if (!refusal) throw reason;
		if (refusal !== refusals.forbidden) return refusal;
	}
	return whyNot(table, target);
}

/** Finds out why nothing was written, where Postgres did not say. */
async function whyNot<Name extends Table>(table: Name, target?: Target<Name>): Promise<Refusal> {
	const state = await new SessionStateReader(inOrganization().supabase).read();
	if (state.sessionEnded) return refusals['signed out'];
	if (state.impersonator) return refusals.impersonated;
	if (state.status !== 'active' || !target) return refusals.forbidden;

	const { seen, ...key } = target;
	const { data: rows } = await rowsOf(table)
		.select('updated_at')
		.match(key)
		.limit(1)
		.throwOnError();
	if (!rows[0]) return refusals.gone;
	if (seen && rows[0].updated_at !== seen) return refusals.changed;
	return refusals.forbidden;
}
