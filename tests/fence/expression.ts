import { split, withoutBrackets } from '../policy-lint/expressions.ts';

/*
 * Conditions of policies, as Postgres prints them, and what can be taken out of them.
 */

interface Group {
	operator: 'AND' | 'OR';
	terms: string[];
}

/** The terms of a condition that are joined by AND or by OR; null for one that has a single term. */
export function groupOf(condition: string): Group | null {
	const inner = withoutBrackets(condition);
	for (const operator of ['AND', 'OR'] as const) {
		const terms = split(inner, ` ${operator} `);
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
	return withoutBrackets(term)
		.replaceAll(/\(? ?SELECT (app\.\w+\(\)) AS \w+\)?/g, '$1')
		.replaceAll('::text', '');
}
