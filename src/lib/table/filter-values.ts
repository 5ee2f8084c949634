import { isDay } from '../is-day';
import type { ChoiceFilter, Filter } from './table';

/** What a filter lets through, read from the address. */
export type FilterValue =
	| { kind: 'choice'; values: string[]; none: boolean }
	| { kind: 'date'; range?: string; from?: string; to?: string }
	| { kind: 'number'; from?: number; to?: number }
	| { kind: 'text'; text: string };

/** The value that stands for having none. */
export const noneValue = 'none';

const longestText = 100;
const mostChoices = 50;

/** The names under which a filter stands in the address. */
export function namesOf({ id, kind }: Filter): string[] {
	if (kind === 'date') return [id, `${id}.from`, `${id}.to`];
	if (kind === 'number') return [`${id}.from`, `${id}.to`];
	return [id];
}

/**
 * Reads a filter from the address.
 *
 * @returns null when it is not there, or is nothing that this filter knows: then it does not filter
 */
export function readFilter(filter: Filter, params: URLSearchParams): FilterValue | null {
	if (filter.kind === 'choice') return readChoices(filter, params.getAll(filter.id));
	if (filter.kind === 'text') {
		const text = textIn(params.get(filter.id));
		return text ? { kind: 'text', text } : null;
	}

	const [from, to] = [params.get(`${filter.id}.from`), params.get(`${filter.id}.to`)];
	if (filter.kind === 'number') {
		const bounds = { from: numberIn(from), to: numberIn(to) };
		return isBound(bounds) ? { kind: 'number', ...bounds } : null;
	}
	const range = filter.ranges.find(({ value }) => value === params.get(filter.id))?.value;
	if (range) return { kind: 'date', range };
	const days = { from: dayIn(from), to: dayIn(to) };
	return isBound(days) ? { kind: 'date', ...days } : null;
}

/** Zero is a bound like any other. */
const isBound = ({ from, to }: { from?: unknown; to?: unknown }) =>
	from !== undefined || to !== undefined;

function readChoices(filter: ChoiceFilter, given: string[]): FilterValue | null {
	const values = [...new Set(given)].filter((value) => isChoice(filter, value));
	const none = filter.none !== undefined && values.includes(noneValue);
	if (values.length === 0) return null;
	const known = values.filter((value) => !(none && value === noneValue));
	return { kind: 'choice', values: known.slice(0, mostChoices), none };
}

function isChoice({ choices, pattern, none }: ChoiceFilter, value: string): boolean {
	// No text in the database holds it, and to ask for it is an error.
	if (value.includes('\0')) return false;
	if (none !== undefined && value === noneValue) return true;
	if (choices) return choices.some((choice) => choice.value === value);
	return pattern?.test(value) ?? false;
}

/** What somebody searches for, without what no text in the database can hold. */
export function textIn(given: string | null): string {
	// Cut by characters, since half of one is not a character.
	return [...(given ?? '').toWellFormed().replaceAll('\0', '').trim()]
		.slice(0, longestText)
		.join('')
		.trim();
}

function numberIn(given: string | null): number | undefined {
	if (!given?.trim()) return undefined;
	const number = Number(given);
	return Number.isFinite(number) && Math.abs(number) < 1e12 ? number : undefined;
}

function dayIn(given: string | null): string | undefined {
	// The day after has to be one too.
	return given && isDay(given) && given < '9999-12-31' ? given : undefined;
}
