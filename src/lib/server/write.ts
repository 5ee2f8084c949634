import { PostgrestError } from '@supabase/supabase-js';
import { inOrganization } from './organization';
import { SessionStateReader } from './session-state';

/** Why a write did not happen, in a sentence for the person and a status for `fail`. */
export interface Refusal {
	refused: 'forbidden' | 'gone' | 'changed' | 'signed out' | 'invalid';
	status: 400 | 401 | 403 | 404 | 409;
	problem: string;
}

/** Which row a change was meant for, to find out why it did not happen. */
export interface Target {
	table: 'projects' | 'project_members' | 'tasks' | 'project_budgets';
	/** Its key: the id, or the columns that make it up. */
	id?: string;
	match?: Record<string, string>;
	/** The row's `updated_at` as the form saw it. */
	seen?: string;
}

const refusals = {
	forbidden: { refused: 'forbidden', status: 403, problem: 'You are not allowed to do that.' },
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
 * Does a write that row level security may refuse. A refused update or delete is no error to
 * Postgres, only no row; so each write asks for its row back, and here silence becomes an answer.
 *
 * @param query a write that ends in `.select(…).maybeSingle().throwOnError()`
 * @param target for updates and deletes: where to look when no row came back
 * @throws whatever is a fault rather than a refusal
 */
export async function write<Row>(
	query: PromiseLike<{ data: Row | null }>,
	target?: Target
): Promise<{ row: NonNullable<Row>; refused?: undefined } | (Refusal & { row?: undefined })> {
	const { supabase } = inOrganization();
	try {
		const { data } = await query;
		if (data) return { row: data };
	} catch (reason) {
		const refusal = reason instanceof PostgrestError && codes[reason.code];
		if (!refusal) throw reason;
		if (refusal !== refusals.forbidden) return refusal;
	}

	const state = await new SessionStateReader(supabase).read();
	if (state.sessionEnded) return refusals['signed out'];
	if (state.status !== 'active' || !target) return refusals.forbidden;

	const { data: rows } = await supabase
		.from(target.table)
		.select('updated_at')
		.match(target.match ?? { id: target.id })
		.limit(1)
		.throwOnError();
	if (!rows[0]) return refusals.gone;
	if (target.seen && rows[0].updated_at !== target.seen) return refusals.changed;
	return refusals.forbidden;
}
