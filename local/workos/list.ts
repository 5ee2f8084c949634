import { invalidParameters } from './refusals.ts';
import type { Answer } from './router.ts';

interface Listed {
	id: string;
	created_at: string;
}

/** The query parameters that every list takes. */
export const paging = ['limit', 'before', 'after', 'order'];

/** One page of a list, the newest first unless asked otherwise. */
export function list<Row extends Listed>(
	rows: Row[],
	query: URLSearchParams,
	present: (row: Row) => unknown
): Answer {
	const limit = Number(query.get('limit') ?? 10);
	if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
		throw invalidParameters('limit must be a whole number from 1 to 100.');
	}
	const order = query.get('order') ?? 'desc';
	if (!['asc', 'desc', 'normal'].includes(order))
		throw invalidParameters('order must be asc or desc.');
	const sorted = rows.sort(byAge);
	if (order !== 'asc') sorted.reverse();

	const before = position(sorted, query, 'before');
	const after = position(sorted, query, 'after');
	const start = before === undefined ? (after ?? -1) + 1 : Math.max(0, before - limit);
	const end = before ?? start + limit;
	const page = sorted.slice(start, end);
	return {
		status: 200,
		json: {
			object: 'list',
			data: page.map(present),
			list_metadata: {
				before: start > 0 ? (page[0]?.id ?? null) : null,
				after: end < sorted.length ? (page.at(-1)?.id ?? null) : null
			}
		}
	};
}

function byAge(a: Listed, b: Listed): number {
	const [left, right] = [a.created_at + a.id, b.created_at + b.id];
	return left < right ? -1 : 1;
}

function position(rows: Listed[], query: URLSearchParams, name: string): number | undefined {
	const id = query.get(name);
	if (!id) return undefined;
	const index = rows.findIndex((row) => row.id === id);
	if (index < 0) throw invalidParameters(`${name} does not name an item of this list.`);
	return index;
}
