/*
 * Conditions of policies, as Postgres prints them, and what can be taken out of them.
 */

interface Group {
	operator: 'AND' | 'OR';
	terms: string[];
}

/** The terms of a condition that are joined by AND or by OR; null for one that has a single term. */
export function groupOf(condition: string): Group | null {
	const inner = withoutParentheses(condition);
	for (const operator of ['AND', 'OR'] as const) {
		const terms = splitAt(inner, ` ${operator} `);
		if (terms.length > 1) return { operator, terms };
	}
	return null;
}

export interface Variation {
	what: string;
	condition: string;
}

/** The condition with one term less, for each term at any depth. */
export function withoutEachTerm(condition: string): Variation[] {
	const group = groupOf(condition);
	if (!group) return [];
	return group.terms.flatMap((term, index) => {
		const others = group.terms.filter((_, place) => place !== index);
		const shorter = join(others, group.operator);
		const inside = withoutEachTerm(term).map(({ what, condition: changed }) => ({
			what,
			condition: join(group.terms.with(index, changed), group.operator)
		}));
		return [{ what: `without ${readable(term)}`, condition: shorter }, ...inside];
	});
}

/** The condition with one helper called bare, for each call inside a select. */
export function unwrapped(condition: string): Variation[] {
	const calls = [...condition.matchAll(/(?<!IN )\( SELECT (app\.\w+\(\)) AS \w+\)/g)];
	return calls.map((call) => ({
		what: `with a bare ${call[1]}`,
		condition:
			condition.slice(0, call.index) + call[1] + condition.slice(call.index + call[0].length)
	}));
}

function join(terms: string[], operator: string): string {
	return `(${terms.join(` ${operator} `)})`;
}

function readable(term: string): string {
	return withoutParentheses(term)
		.replaceAll(/\(? ?SELECT (app\.\w+\(\)) AS \w+\)?/g, '$1')
		.replaceAll('::text', '');
}

function withoutParentheses(text: string): string {
	let inner = text.trim();
	while (inner.startsWith('(') && closing(inner, 0) === inner.length - 1) {
		inner = inner.slice(1, -1).trim();
	}
	return inner;
}

/** The place of the parenthesis that closes the one at this place. */
function closing(text: string, start: number): number {
	for (const [index, depth] of depths(text.slice(start))) {
		if (depth === 0) return start + index;
	}
	return -1;
}

/** Each place outside of quotes, and how many parentheses are open after it. */
function* depths(text: string): Generator<[number, number]> {
	let depth = 0;
	let isQuoted = false;
	for (let index = 0; index < text.length; index++) {
		if (text[index] === "'") isQuoted = !isQuoted;
		if (isQuoted) continue;
		if (text[index] === '(') depth++;
		if (text[index] === ')') depth--;
		yield [index, depth];
	}
}

function splitAt(text: string, separator: string): string[] {
	const cuts: number[] = [];
	for (const [index, depth] of depths(text)) {
		if (depth === 0 && text.startsWith(separator, index)) cuts.push(index);
	}
	let start = 0;
	const parts = cuts.map((cut) => {
		const part = text.slice(start, cut);
		start = cut + separator.length;
		return part;
	});
	return [...parts, text.slice(start)];
}
