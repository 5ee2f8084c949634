import { quoted } from '$lib/keyset';
import type { ExportedTable } from './exported-tables';
import type { Speak } from './speaker';

/** How many rows are asked for, and held, at a time. */
const pageSize = 500;

export type Row = Record<string, unknown>;

/**
 * All rows of a table that the person may read, page by page: each page begins after the last row of
 * the one before, so that rows that come and go meanwhile neither repeat nor hide others.
 */
export async function* readRows(
	table: string,
	entry: ExportedTable,
	organizationId: string,
	speak: Speak
): AsyncGenerator<Row[]> {
	const { key, columns, beside } = entry;
	const select = [...new Set([...columns, ...key]), ...(beside ? [beside.select] : [])].join();

	let last: Row | undefined;
	for (;;) {
		const supabase = await speak();
		let query = supabase.from(table as 'tasks').select(select as '*');
		// The one table whose rows are organizations is asked for this one; all others carry its id.
		if (table === 'organizations') query = query.eq('id', organizationId);
		for (const column of key) query = query.order(column);
		if (last) query = after(query, key, last);

		const { data } = await query.limit(pageSize).throwOnError();
		const rows = data as unknown as Row[];
		// A page that is not full need not be the last: a host may answer with fewer rows at a time.
		if (rows.length === 0) return;
		yield rows;
		last = rows.at(-1);
	}
}

interface Query {
	gt(column: string, value: unknown): this;
	gte(column: string, value: unknown): this;
	or(filters: string): this;
}

/** The rows after this one, in the order of these columns. */
export function after<Asked extends Query>(
	query: Asked,
	[first, second]: string[],
	last: Row
): Asked {
	if (!second) return query.gt(first!, last[first!]);
	const [one, other] = [first!, second].map((column) => quoted(String(last[column])));
	// The plain bound beside the exact one lets Postgres begin in the middle of the index.
	return query.gte(first!, last[first!]).or(`${first}.gt.${one},${second}.gt.${other}`);
}
