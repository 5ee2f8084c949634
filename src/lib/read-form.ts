import type * as z from 'zod';

export type Values = Record<string, string>;

/**
 * Checks what was sent with a form.
 *
 * @returns `data` when all is well; always the values as typed, for showing them again
 */
export function readForm<Schema extends z.ZodType>(schema: Schema, form: FormData) {
	const values: Values = {};
	for (const [name, value] of form) if (typeof value === 'string') values[name] = value;

	return { values, ...readValues(schema, values) };
}

/** Checks values that came with a form, and says beside which field something is wrong. */
export function readValues<Schema extends z.ZodType>(schema: Schema, values: Values) {
	const checked = schema.safeParse(values);
	if (checked.success) return { data: checked.data, problems: undefined };

	const problems: Values = {};
	for (const { path, message } of checked.error.issues) problems[String(path[0])] ??= message;
	return { data: undefined, problems };
}
