import { PostgrestError, type PostgrestClient } from '@supabase/postgrest-js';
import type { TablesInsert, TablesUpdate } from '$lib/database.types';
import { getRequestEvent } from '$app/server';
import { inOrganization } from './organization';
import { hash } from './seal';
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
	list_preferences: ['list'],
	organization_settings: ['org_id'],
	organization_pictures: ['id']
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
	refused:
		| ('forbidden' | 'gone' | 'changed' | 'signed out' | 'signed in long ago')
		| ('invalid' | 'too many');
	status: 400 | 401 | 403 | 404 | 409 | 429;
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
	'signed in long ago': {
		refused: 'signed in long ago',
		status: 403,
		problem: 'This asks for a sign-in that is less than ten minutes old, so nothing was done.'
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
	// A zero in a text, which Postgres cannot store.
	'22P05': refusals.invalid,
	'22007': refusals.invalid,
	'22008': refusals.invalid,
	'22003': refusals.invalid
};

/** What the database answers to a row that was added before; see the migration. */
const addedBefore = 'OD200';

/**
 * Adds a row to the organization of this request, once however often its form is sent.
 *
 * @param once what the form calls itself, if it does; the same each time it is sent again
 * @throws whatever is a fault rather than a refusal, here and below
 */
export async function insert<Name extends Table>(
	table: Name,
	values: Given<TablesInsert<Name>>,
	once?: string
): Promise<Written<Name>> {
	const { locals } = getRequestEvent();
	locals.once ??= once || crypto.randomUUID();
	const key = await keyOf(locals.once, table, values);
	const query = rowsOf(table)
		.insert(values as object)
		.setHeader('idempotency-key', key);
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
	return (inOrganization().supabase as unknown as PostgrestClient).from(table);
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
		// An earlier attempt did it, and its answer was lost.
		if (reason instanceof PostgrestError && reason.code === addedBefore) {
			return rowWith(table, reason.details);
		}
		const refusal = reason instanceof PostgrestError && codes[reason.code];
		if (!refusal) throw reason;
		if (refusal !== refusals.forbidden) return refusal;
	}
	return whyNot(table, target);
}

async function rowWith<Name extends Table>(table: Name, id: string): Promise<Written<Name>> {
	const query = rowsOf(table).select(columnsOf(table)).eq('id', id);
	const { data } = await query.maybeSingle().throwOnError();
	return data ? { row: data as unknown as Key<Name> & { updated_at: string } } : refusals.gone;
}

/**
 * Names an attempt to add this row, the same when the same form is sent again. What was changed in
 * it meanwhile makes another row of it.
 */
function keyOf(once: string, table: Table, values: unknown): Promise<string> {
	return hash(JSON.stringify([once, table, values]));
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
