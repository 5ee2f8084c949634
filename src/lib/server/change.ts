import type { SupabaseClient } from '@supabase/supabase-js';
import { inOrganization } from './organization';
import { update, type Refusal, type Target } from './write';

/** A field that somebody else changed too, meanwhile. */
export interface Clash<Values> {
	field: keyof Values & string;
	mine: Values[keyof Values];
	theirs: Values[keyof Values];
}

export type Changed<Values> =
	| { seen: string; before: Partial<Values>; refused?: undefined }
	| (Refusal & { clash?: undefined })
	| (Refusal & { clash: Clash<Values>[]; seen: string });

/** How often a row that keeps changing is tried again. */
const attempts = 5;

/**
 * Changes some fields of a row, whatever happened to its other fields meanwhile. Where somebody else
 * changed the same ones to something else, nothing is written, and both versions are told.
 *
 * @param was what the fields said when the person began
 */
export async function change<Values extends Record<string, unknown>>(
	table: 'tasks',
	target: Target<'tasks'>,
	wanted: Partial<Values>,
	was: Partial<Values>
): Promise<Changed<Values>> {
	let { seen } = target;
	let refusal: Refusal | null = null;
	for (let attempt = 0; attempt < attempts; attempt++) {
		const written = await update(table, { id: target.id, seen }, wanted);
		if (!written.refused) return { seen: written.row.updated_at, before: was };
		if (written.refused !== 'changed') return written;

		refusal = written;
		const now = await read<Values>(table, target.id, Object.keys(wanted));
		if (!now) return { ...written, refused: 'gone', status: 404, problem: goneMeanwhile };
		const clash = clashes(wanted, was, now.values);
		if (clash.length > 0) return { ...written, clash, seen: now.seen };
		seen = now.seen;
	}
	return refusal!;
}

const goneMeanwhile = 'It is no longer there, or not for you to see.';

async function read<Values>(table: string, id: string, fields: string[]) {
	const { data } = await (inOrganization().supabase as unknown as SupabaseClient)
		.from(table)
		.select(['updated_at', ...fields].join())
		.eq('id', id)
		.maybeSingle<Record<string, unknown>>()
		.throwOnError();
	if (!data) return null;
	const { updated_at, ...values } = data;
	return { seen: String(updated_at), values: values as Partial<Values> };
}

function clashes<Values extends Record<string, unknown>>(
	wanted: Partial<Values>,
	was: Partial<Values>,
	now: Partial<Values>
): Clash<Values>[] {
	const fields = Object.keys(wanted) as (keyof Values & string)[];
	return fields
		.filter((field) => !equal(now[field], was[field]) && !equal(now[field], wanted[field]))
		.map((field) => ({ field, mine: wanted[field]!, theirs: now[field]! }));
}

const equal = (one: unknown, other: unknown) =>
	JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
