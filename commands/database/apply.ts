import type { ClientBase, DatabaseError } from 'pg';
import { appliedVersions, noteApplied } from './migrations.ts';
import type { Migration } from './migrations.ts';
import { isConcurrent, statementsOf } from './statements.ts';

/**
 * How long a migration waits for a lock, before it gives way. Everybody who needs the table afterwards
 * waits behind it, and the Data API gives them 8 seconds in all (3 without a session): so 2.
 */
const lockTimeout = '2s';

/**
 * How long one statement may take, since others wait while it holds its locks. A migration that needs
 * longer and locks nothing that matters says so itself: `set local statement_timeout = '10min'`.
 */
const statementTimeout = '30s';

/** How long to wait before each further try, in milliseconds: what holds a table ends meanwhile. */
export const usualWaits = [1000, 2000, 4000, 8000];

export interface ApplyOptions {
	/** Told what is worth knowing meanwhile. */
	log: (line: string) => void;
	waits?: number[];
}

/**
 * Applies a migration and notes it, in one transaction: all of it or nothing. It tries again when
 * somebody holds a table that it needs.
 *
 * @throws a sentence, when it cannot be applied
 */
export async function apply(
	client: ClientBase,
	migration: Migration,
	{ log, waits = usualWaits }: ApplyOptions
): Promise<void> {
	const statements = statementsOf(migration.sql);
	const run = statements.some(isConcurrent) ? outsideTransaction : inTransaction;
	for (let attempt = 0; ; attempt++) {
		try {
			await run(
				client,
				migration,
				statements.map(({ text }) => text)
			);
			return;
		} catch (error) {
			const wait = waits[attempt];
			const isBusy = ['55P03', '40P01'].includes((error as DatabaseError).code ?? '');
			if (!isBusy || wait === undefined) throw await explained(client, migration, error);
			log(
				`${migration.version}: ${await holders(client)} Nothing was applied; tried again in ${wait / 1000} s.`
			);
			await new Promise((done) => setTimeout(done, wait));
		}
	}
}

async function inTransaction(
	client: ClientBase,
	migration: Migration,
	statements: string[]
): Promise<void> {
	await client.query('begin');
	try {
		await client.query(
			`set local lock_timeout = '${lockTimeout}'; set local statement_timeout = '${statementTimeout}'`
		);
		await client.query(migration.sql);
		await client.query(`set local role none; set local search_path = ''`);
		await noteApplied(client, migration, statements);
		await client.query('commit');
	} catch (error) {
		await client.query('rollback').catch(() => {});
		throw error;
	} finally {
		// What a migration set for the session is not for the next one.
		await client.query('reset role; reset all').catch(() => {});
	}
}

/**
 * An index that is made concurrently lets others write meanwhile, takes as long as it takes, and is
 * left half made when it fails. That is dropped again, so that the next try finds nothing.
 */
async function outsideTransaction(
	client: ClientBase,
	migration: Migration,
	statements: string[]
): Promise<void> {
	const before = await halfMade(client);
	// It waits for whoever uses the table, and nobody waits behind it.
	await client.query(`set lock_timeout = '60s'; set statement_timeout = 0`);
	try {
		await client.query(migration.sql);
	} catch (error) {
		await client.query('reset lock_timeout').catch(() => {});
		const left = (await halfMade(client)).filter((index) => !before.includes(index));
		for (const index of left) await client.query(`drop index concurrently if exists ${index}`);
		throw error;
	} finally {
		await client.query('reset role; reset all').catch(() => {});
	}
	await noteApplied(client, migration, statements);
}

async function halfMade(client: ClientBase): Promise<string[]> {
	const { rows } = await client.query<{ name: string }>(`
		select format('%I.%I', n.nspname, c.relname) as name
		from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
		where not i.indisvalid`);
	return rows.map(({ name }) => name);
}

/** Who may be in the way: open transactions that are older than the wait was. Never what they ask. */
async function holders(client: ClientBase): Promise<string> {
	const { rows } = await client.query<{ who: string }>(`
		select format('%s (process %s, %s, for %s s)', coalesce(nullif(application_name, ''), usename, 'somebody'),
			pid, state, round(extract(epoch from clock_timestamp() - xact_start))) as who
		from pg_stat_activity
		where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
			and xact_start < clock_timestamp() - interval '1.5 seconds'
		order by xact_start limit 5`);
	if (rows.length === 0) return 'another session holds a table that this needs.';
	return `another session holds a table that this needs: ${rows.map(({ who }) => who).join(', ')}.`;
}

async function explained(client: ClientBase, migration: Migration, cause: unknown): Promise<Error> {
	const { code, message, where } = cause as DatabaseError;
	const name = `${migration.version}_${migration.name}`;
	const isNoted = await appliedVersions(client)
		.then((versions) => versions.includes(migration.version))
		.catch(() => null);
	// The answer to a commit can be lost, and then only the database knows.
	if (isNoted === null) {
		return new Error(
			`The connection was lost during ${name}: ${message}. Deploy again: it looks first what was applied.`,
			{ cause }
		);
	}
	const says: Record<string, string> = {
		'55P03': `${await holders(client)} Wait until it is done or end it (select pg_terminate_backend(<process>)), and deploy again.`,
		'40P01': `it and another session waited for each other. Deploy again when less is going on.`,
		'57014': `it took longer than ${statementTimeout}. A migration that locks nothing that matters may say: set local statement_timeout = '10min'; other ones do less at a time.`,
		'42501': `this user may not: ${message}. Connect as postgres, who owns the tables.`
	};
	const reason = says[code ?? ''] ?? `${message}${where ? ` (${where.split('\n')[0]})` : ''}.`;
	return new Error(`${name} was not applied, and nothing of it remains: ${reason}`, { cause });
}
