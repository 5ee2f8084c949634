import pg from 'pg';
import { stack } from '../stack.ts';

/**
 * Speaks as the owner of the tables, whom row level security does not hold: for controls, which
 * show what is really there, and for facts of the catalog.
 */
const owner = new pg.Pool({
	connectionString: stack.databaseUrl,
	max: 4,
	allowExitOnIdle: true
});
// A connection that is lost while nobody uses it is replaced at the next question.
owner.on('error', () => {});

/** The rows of one statement, with the eyes of the owner. */
export async function ask<Row extends pg.QueryResultRow>(
	sql: string,
	values: unknown[] = []
): Promise<Row[]> {
	const { rows } = await owner.query<Row>(sql, values);
	return rows;
}

/**
 * Makes rows by the thousand, without the triggers and the checks of references, which take a
 * millisecond for each: the rows have to be right by themselves.
 */
export async function sow(sql: string, values: unknown[]): Promise<void> {
	const client = new pg.Client({ connectionString: stack.adminUrl });
	await client.connect();
	try {
		await client.query('set session_replication_role = replica');
		await client.query(sql, values);
		// As the database does by itself within a minute: plans made for a few rows are made anew.
		await client.query('analyze');
	} finally {
		await client.end();
	}
}

/** The rows of a table that have these values, as JSON so that all of a row can be compared. */
export async function rowsOf(
	table: string,
	key: Record<string, unknown>
): Promise<Record<string, unknown>[]> {
	const columns = Object.keys(key);
	const conditions = columns.map((column, index) => `t."${column}"::text = $${index + 1}`);
	const rows = await ask<{ row: Record<string, unknown> }>(
		`select to_jsonb(t) as row from public."${table}" t where ${conditions.join(' and ')} order by t::text`,
		Object.values(key)
	);
	return rows.map(({ row }) => row);
}

export type Query = typeof ask;

/** Runs statements that are seen together or not at all. */
export function inTransaction<T>(work: (query: Query) => Promise<T>): Promise<T> {
	return transact(work, 'commit');
}

/** Runs statements of which nothing remains. */
export function inRolledBackTransaction<T>(work: (query: Query) => Promise<T>): Promise<T> {
	return transact(work, 'rollback');
}

async function transact<T>(
	work: (query: Query) => Promise<T>,
	ending: 'commit' | 'rollback'
): Promise<T> {
	const client = await owner.connect();
	let isGood = false;
	try {
		await client.query('begin');
		const result = await work(
			async <Row extends pg.QueryResultRow>(sql: string, values?: unknown[]) => {
				const { rows } = await client.query<Row>(sql, values);
				return rows;
			}
		);
		isGood = true;
		return result;
	} finally {
		await client.query(isGood ? ending : 'rollback');
		client.release();
	}
}
