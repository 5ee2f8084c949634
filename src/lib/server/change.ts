import type { PostgrestClient } from '@supabase/postgrest-js';
import { inOrganization } from './organization';
import { fieldText } from '$lib/field-text';
import type { Values } from '$lib/read-form';
import { update, type Refusal, type Target } from './write';

/** A field that somebody else changed too, meanwhile. */
export interface Clash<Row> {
	field: keyof Row & string;
	mine: Row[keyof Row];
	theirs: Row[keyof Row];
}

export type Changed<Row> =
	| { seen: string; refused?: undefined }
	| (Refusal & { clash?: undefined })
	| (Refusal & { clash: Clash<Row>[]; seen: string });

/** How often a row that keeps changing is tried: ten people at once get through. */
const attempts = 12;

/**
 * Changes some fields of a row, whatever happened to its other fields meanwhile. Where somebody else
 * changed the same ones to something else, nothing is written, and both versions are told.
 *
 * @param was what the fields said when the person began
 */
export async function change<Row extends Record<string, unknown>>(
	table: 'tasks' | 'projects',
	target: Target<'tasks'>,
	wanted: Partial<Row>,
	was: Partial<Row>
): Promise<Changed<Row>> {
	let { seen } = target;
	let refusal: Refusal | null = null;
	for (let attempt = 0; attempt < attempts; attempt++) {
		const written = await update(table, { id: target.id, seen }, wanted);
		if (!written.refused) return { seen: written.row.updated_at };
		if (written.refused !== 'changed') return written;

		refusal = written;
		const now = await read<Row>(table, target.id, Object.keys(wanted));
		if (!now) return { ...written, refused: 'gone', status: 404, problem: goneMeanwhile };
		const clash = clashes(wanted, was, now.values);
		if (clash.length > 0) return { ...written, clash, seen: now.seen };
		seen = now.seen;
	}
	return refusal!;
}

const goneMeanwhile = 'It is no longer there, or not for you to see.';

async function read<Row>(table: string, id: string, fields: string[]) {
	const { data } = await (inOrganization().supabase as unknown as PostgrestClient)
		.from(table)
		.select(['updated_at', ...fields].join())
		.eq('id', id)
		.maybeSingle<Record<string, unknown>>()
		.throwOnError();
	if (!data) return null;
	const { updated_at, ...values } = data;
	return { seen: String(updated_at), values: values as Partial<Row> };
}

function clashes<Row extends Record<string, unknown>>(
	wanted: Partial<Row>,
	was: Partial<Row>,
	now: Partial<Row>
): Clash<Row>[] {
	const fields = Object.keys(wanted) as (keyof Row & string)[];
	return fields
		.filter((field) => !equal(now[field], was[field]) && !equal(now[field], wanted[field]))
		.map((field) => ({ field, mine: wanted[field]!, theirs: now[field]! }));
}

const equal = (one: unknown, other: unknown) =>
	JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/** What a form was to change, as it stands in it. */
export interface Changes {
	now: Values;
	was: Values;
}

/** The fields of a form that differ from what it began with, which is named `was.…`. */
export function changesIn(values: Values, names: string[]): Changes {
	const changed = names.filter(
		(name) => name in values && values[name] !== (values[`was.${name}`] ?? '')
	);
	const pick = (prefix: string) =>
		Object.fromEntries(changed.map((name) => [name, values[prefix + name] ?? '']));
	return { now: pick(''), was: pick('was.') };
}

/** Both versions of what two people changed, for a form in which one of them chooses. */
export interface Conflict {
	id: string;
	/** The row's `updated_at` by now. */
	seen: string;
	fields: { field: string; mine: string; theirs: string }[];
	/** All that was to be changed. */
	changes: Changes;
}

/** What the page needs to let somebody choose, where that is why nothing was written. */
export function conflictIn<Row>(
	id: string,
	saved: Changed<Row>,
	changes: Changes
): Conflict | undefined {
	if (!saved.refused || !saved.clash) return undefined;
	const fields = saved.clash.map(({ field, mine, theirs }) => ({
		field,
		mine: fieldText(mine),
		theirs: fieldText(theirs)
	}));
	return { id, seen: saved.seen, fields, changes };
}
