import type { Client } from 'pg';
import { apply } from './apply.ts';
import { readCatalog } from './catalog.ts';
import type { Catalog } from './catalog.ts';
import { connect } from './connect.ts';
import { differences, remedy } from './drift.ts';
import { judge } from './judge.ts';
import type { Objection } from './judge.ts';
import { Known } from './known.ts';
import { appliedVersions, makeHistory, readMigrations } from './migrations.ts';
import type { Migration } from './migrations.ts';
import { referenceCatalogs } from './reference.ts';

export interface DeployOptions {
	/** The migrations there are; those of this project unless told. */
	migrations?: Migration[];
	/** Versions that may take something away. */
	allowDestructive?: string[];
	/** Told what is worth knowing meanwhile. */
	log?: (line: string) => void;
	/** Milliseconds before each further try at a lock. */
	waits?: number[];
	/** Milliseconds to wait for another deployment. */
	patience?: number;
	/** What the migrations make, for those who know it already. */
	reference?: (sets: Migration[][]) => Promise<Catalog[]>;
}

/** The database was not changed, or not all the way. The message says why and what to do. */
export class RefusedError extends Error {}

/**
 * Applies what is pending, one migration per transaction, when nothing speaks against it: the database
 * is what its migrations make, nothing is taken from the app that runs, and no other deployment is on.
 * Afterwards the database has to be what all migrations make. Gives the versions it applied.
 *
 * @throws RefusedError before anything is changed, and when a migration cannot be applied
 */
export async function deploy(url: string, options: DeployOptions = {}): Promise<string[]> {
	const { log = () => {}, patience = 60_000, reference = referenceCatalogs } = options;
	const all = options.migrations ?? readMigrations();
	const client = await connect(url);
	try {
		await refuseWrongRole(client);
		await takeTurn(client, patience, log);
		const { applied, pending } = await compareVersions(client, all);
		report(applied, pending, log);
		refuseDestructive(pending, applied.length === 0, options.allowDestructive ?? []);

		log('Compares the database with what its migrations make …');
		const [expected, expectedAfter] = await reference([applied, all]).catch((cause: Error) => {
			const says = `Nothing was applied: the migrations fail on a new database already. ${cause.message}`;
			throw new RefusedError(says, { cause });
		});
		const drift = compare(await readCatalog(client), expected!, applied);
		if (drift.length > 0) throw new RefusedError(describe(drift, 'Nothing was applied. '));

		if (pending.length > 0) await makeHistory(client);
		for (const migration of pending) {
			await apply(client, migration, { log, waits: options.waits });
			log(`  applied ${migration.version}_${migration.name}`);
		}
		if (pending.length > 0) {
			await client.query(`notify pgrst, 'reload config'; notify pgrst, 'reload schema'`);
			const left = differences(await readCatalog(client), expectedAfter!);
			if (left.length > 0) throw new RefusedError(describe(left, 'All migrations were applied. '));
		}
		log('The database is what its migrations make.');
		return pending.map(({ version }) => version);
	} finally {
		await client.end();
	}
}

/** How a database differs from what the migrations that it has make: a sentence for each difference. */
export async function findDrift(
	url: string,
	{ migrations = readMigrations(), reference = referenceCatalogs }: DeployOptions = {}
): Promise<string[]> {
	const client = await connect(url);
	try {
		await refuseWrongRole(client);
		const { applied } = await compareVersions(client, migrations);
		const [expected] = await reference([applied]);
		return compare(await readCatalog(client), expected!, applied);
	} finally {
		await client.end();
	}
}

/** Before the first migration a project has the default rights of its time; that one takes them back. */
function compare(found: Catalog, expected: Catalog, applied: Migration[]): string[] {
	if (applied.length > 0) return differences(found, expected);
	const own = (catalog: Catalog) =>
		new Map([...catalog].filter(([object]) => !/^(default rights|role) /.test(object)));
	return differences(own(found), own(expected));
}

export function describe(drift: string[], before = ''): string {
	const count = `${drift.length} ${drift.length === 1 ? 'way' : 'ways'}`;
	const list = drift.map((line) => `  - ${line}`).join('\n');
	return `${before}The database differs from what its migrations make in ${count}:\n\n${list}\n\n${remedy}`;
}

/** Tables belong to whoever makes them, and functions that look past row level security rely on it. */
async function refuseWrongRole(client: Client): Promise<void> {
	const { rows } = await client.query<{ role: string; can: boolean }>(
		`select current_user as role, rolbypassrls and has_database_privilege(current_database(), 'create')
			as can from pg_roles where rolname = current_user`
	);
	const [{ role = '', can = false } = {}] = rows;
	if (role === 'postgres' && can) return;
	throw new RefusedError(
		`The address signs in as ${role}. Use that of the role postgres, which owns the tables: functions rely on its rights.`
	);
}

/** Holds off other deployments until this connection ends. */
async function takeTurn(client: Client, patience: number, log: (line: string) => void) {
	const deadline = Date.now() + patience;
	for (let isFirst = true; ; isFirst = false) {
		// Asked again and again: a session that waits in the database would hold up the other
		// deployment's concurrent index.
		const { rows } = await client.query(
			`select pg_try_advisory_lock(hashtext('orgdeck'), hashtext('db:deploy')) as taken`
		);
		if (rows[0].taken) return;
		if (isFirst) log('Another deployment is on. Waits for it to end …');
		if (Date.now() > deadline) {
			throw new RefusedError(
				'Another deployment is still on, so nothing was applied. Look how it does, and deploy again when it has ended.'
			);
		}
		await new Promise((done) => setTimeout(done, 200));
	}
}

async function compareVersions(
	client: Client,
	all: Migration[]
): Promise<{ applied: Migration[]; pending: Migration[] }> {
	const versions = new Set(await appliedVersions(client));
	const unknown = [...versions].filter((one) => !all.some(({ version }) => version === one));
	if (unknown.length > 0) {
		throw new RefusedError(
			`The database has migrations that are not in supabase/migrations: ${unknown.join(', ')}. Is this an older version of the project, or the database of another one? Check out the version that was deployed last.`
		);
	}
	return {
		applied: all.filter(({ version }) => versions.has(version)),
		pending: all.filter(({ version }) => !versions.has(version))
	};
}

function report(applied: Migration[], pending: Migration[], log: (line: string) => void): void {
	if (pending.length === 0) return log(`All ${applied.length} migrations are applied.`);
	const last = applied.at(-1)?.version ?? '';
	log(`${applied.length} migrations are applied, ${pending.length} pending:`);
	for (const { version, name } of pending) {
		const isEarlier = version < last;
		log(`  ${version}_${name}${isEarlier ? ` (numbered before ${last}, which is applied)` : ''}`);
	}
}

/**
 * An empty database has no app that runs on it and no rows, so there anything goes but what would break
 * the promise of one transaction each.
 */
function refuseDestructive(pending: Migration[], isEmpty: boolean, allowed: string[]): void {
	const unknown = allowed.filter((one) => !pending.some(({ version }) => version === one));
	if (unknown.length > 0) {
		throw new RefusedError(
			`--allow-destructive names ${unknown.join(', ')}, which is not pending. Take it out: it is for one deployment.`
		);
	}
	const known = new Known();
	const lines: string[] = [];
	let isFinal = false;
	for (const { version, name, sql } of pending) {
		const objections = judged(version, sql, known);
		const counted = objections.filter(
			(one) => one.isFinal || !(isEmpty || allowed.includes(version))
		);
		isFinal ||= counted.some((one) => one.isFinal);
		lines.push(...counted.map(({ line, says }) => `  ${version}_${name}, line ${line}: ${says}`));
	}
	if (lines.length === 0) return;
	const versions = [...new Set(lines.map((line) => line.trim().split('_')[0]))];
	const way = isFinal
		? ''
		: `\n\nTo go ahead all the same, once somebody has read them: --allow-destructive ${versions.join(' --allow-destructive ')}`;
	throw new RefusedError(
		`Nothing was applied: instances of the app run while a database is deployed, and this takes something from them.\n\n${lines.join('\n')}${way}`
	);
}

function judged(version: string, sql: string, known: Known): Objection[] {
	try {
		return judge(sql, known);
	} catch (error) {
		throw new RefusedError(
			`${version} is no SQL that Postgres reads: ${(error as Error).message}.`,
			{
				cause: error
			}
		);
	}
}
