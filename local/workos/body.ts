import { coded, invalidParameters } from './refusals.ts';

type Body = Record<string, unknown>;

/** What WorkOS would understand and the stand-in would not is refused, never silently ignored. */
export function onlyKnown(names: Iterable<string>, ...known: string[]): void {
	const unknown = [...names].filter((name) => !known.includes(name));
	if (unknown.length) {
		throw invalidParameters(`This stand-in of WorkOS does not know: ${unknown.join(', ')}.`);
	}
}

/** A text, or `undefined` where the body does not mention it. */
export function text(body: Body, name: string): string | undefined {
	const value = body[name];
	if (value === undefined || typeof value === 'string') return value;
	throw invalidParameters(`${name} must be a string.`);
}

/** As `text`, and null, which clears the field. */
export function nullableText(body: Body, name: string): string | null | undefined {
	return body[name] === null ? null : text(body, name);
}

export function requiredText(body: Body, name: string): string {
	const value = text(body, name)?.trim();
	if (!value) throw invalidParameters(`${name} must not be empty.`);
	return value;
}

export function truth(body: Body, name: string): boolean | undefined {
	const value = body[name];
	if (value === undefined || typeof value === 'boolean') return value;
	throw invalidParameters(`${name} must be a boolean.`);
}

export function texts(body: Body, name: string): string[] | undefined {
	const value = body[name];
	if (value === undefined) return undefined;
	if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
	throw invalidParameters(`${name} must be a list of strings.`);
}

export function externalId(body: Body): string | null | undefined {
	const value = nullableText(body, 'external_id');
	if (value && !/^[\x20-\x7e]{1,128}$/.test(value)) {
		throw invalidParameters('external_id must be at most 128 ASCII characters.');
	}
	return value === '' ? null : value;
}

/** Metadata are merged into what was there; null takes a key away. */
export function mergeMetadata(before: Record<string, string>, body: Body): Record<string, string> {
	const given = body.metadata ?? {};
	const merged: Record<string, string> = { ...before };
	for (const [key, value] of Object.entries(given)) {
		if (value === null || value === '') delete merged[key];
		else if (typeof value === 'string' && value.length <= 600 && key.length <= 40)
			merged[key] = value;
		else throw coded(400, 'invalid_metadata', `The metadata value of '${key}' is not valid.`);
	}
	if (Object.keys(merged).length > 50) {
		throw coded(400, 'invalid_metadata', 'There are more than 50 metadata keys.');
	}
	return merged;
}
