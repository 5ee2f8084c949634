/**
 * Pages of a list that is ordered newest first. A page is named by the row it begins after, so
 * that a row added or removed meanwhile neither repeats nor hides another, however long the list.
 */
export const pageSize = 50;

interface Dated {
	id: string;
	created_at: string;
}

export interface Place extends Dated {
	/** Older rows follow `after`, newer ones come before `before`. */
	side: 'after' | 'before';
}

const pattern = /^(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d))_([\w-]{1,40})$/;

/** Reads where a page begins. What we did not write ourselves means the first page. */
export function placeIn(params: URLSearchParams): Place | null {
	for (const side of ['after', 'before'] as const) {
		const [, created_at, id] = params.get(side)?.match(pattern) ?? [];
		if (created_at && id) return { side, created_at, id };
	}
	return null;
}

interface Query {
	lte(column: string, value: string): this;
	gte(column: string, value: string): this;
	or(filters: string): this;
	order(column: string, options: { ascending: boolean }): this;
	limit(count: number): this;
}

/** Asks for the rows of one page, and for one more to know whether there is another page. */
export function pageAt<Q extends Query>(query: Q, place: Place | null): Q {
	const ascending = place?.side === 'before';
	const ordered = query
		.order('created_at', { ascending })
		.order('id', { ascending })
		.limit(pageSize + 1);
	if (!place) return ordered;

	// The plain bound beside the exact one lets Postgres begin in the middle of the index.
	const { created_at, id } = place;
	return ascending
		? ordered.gte('created_at', created_at).or(`created_at.gt."${created_at}",id.gt.${id}`)
		: ordered.lte('created_at', created_at).or(`created_at.lt."${created_at}",id.lt.${id}`);
}

/** The page's rows in order, and the names of the pages beside it. */
export function pageOf<Row extends Dated>(found: Row[], place: Place | null) {
	const more = found.length > pageSize;
	const rows = found.slice(0, pageSize);
	if (place?.side === 'before') rows.reverse();

	const [first, last] = [rows[0], rows.at(-1)];
	const hasNewer = place?.side === 'before' ? more : place !== null;
	const hasOlder = place?.side === 'before' ? true : more;
	return {
		rows,
		before: hasNewer && first ? cursorOf(first) : null,
		after: hasOlder && last ? cursorOf(last) : null
	};
}

const cursorOf = ({ created_at, id }: Dated) => `${created_at}_${id}`;
