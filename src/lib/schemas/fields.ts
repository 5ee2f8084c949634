import * as z from 'zod';

/** A field that may be left empty. */
export const optional = <Schema extends z.ZodType>(schema: Schema) =>
	z.preprocess((value) => value || null, schema.nullable());

export const id = z.guid('That is no longer there.');

export const person = z.string().regex(/^user_\w+$/, 'Choose somebody from the list.');

export const date = z.iso.date('Use a date like 2026-01-31.');

/** The `updated_at` of the row that a form was made from. */
export const seen = z.string().max(40);

/** One of the keys of such a list of names. */
export const oneOf = <Value extends string>(names: Record<Value, string>, problem: string) =>
	z.enum(Object.keys(names) as [Value, ...Value[]], problem);

/** Where a task or a project goes: to work, to the archive, or to the trash. */
export const place = oneOf({ active: '', archived: '', trashed: '' }, 'Choose where it should go.');
