import pg from 'pg';
import { inject } from 'vitest';
import { apply } from '../../commands/database/apply.ts';
import { catalogIn, readCatalog } from '../../commands/database/catalog.ts';
import type { Catalog } from '../../commands/database/catalog.ts';
import { connect } from '../../commands/database/connect.ts';
import type { DeployOptions } from '../../commands/database/deploy.ts';
import { makeHistory, readMigrations } from '../../commands/database/migrations.ts';
import type { Migration } from '../../commands/database/migrations.ts';

/*
 * Databases of one Postgres for all tests here, each a copy of one that Supabase' own tool has
 * migrated, or of one as a new project has it.
 */

export const ours = readMigrations();

const port = inject('port');
const urlOf = (database: string, role = 'postgres') =>
	`postgresql://${role}:postgres@127.0.0.1:${port}/${database}?sslmode=disable`;

/** A migrated one, in which nobody leaves anything. */
export const unchanged = urlOf('unchanged');

/** A new database, and its address. */
export async function newDatabase(from: 'migrated' | 'hosted' = 'migrated'): Promise<string> {
	const name = `test_${crypto.randomUUID().replaceAll('-', '')}`;
	const admin = new pg.Client(urlOf('template1', 'supabase_admin'));
	await admin.connect();
	await admin.query(`create database ${name} template ${from} owner postgres strategy file_copy`);
	await admin.end();
	return urlOf(name);
}

export const asSuperuser = (url: string) => url.replace('//postgres:', '//supabase_admin:');

/** Runs statements, as whoever the address names. */
export async function run<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
	const client = new pg.Client(url);
	await client.connect();
	try {
		const { rows } = await client.query<Row>(sql);
		return rows;
	} finally {
		await client.end();
	}
}

/** A database at an earlier version. */
export async function databaseAt(version: string): Promise<string> {
	const url = await newDatabase('hosted');
	await applyAll(
		url,
		ours.filter((one) => one.version <= version)
	);
	return url;
}

/** What migrations make, without a Postgres of its own: as `db:deploy` has it, only sooner. */
export const reference: NonNullable<DeployOptions['reference']> = (sets) =>
	Promise.all(sets.map(catalogOf));

const versions = new Set(ours.map(({ version }) => version));
let whole: Promise<Catalog> | undefined;

function catalogOf(migrations: Migration[]): Promise<Catalog> {
	const added = migrations.filter(({ version }) => !versions.has(version));
	const isWhole = migrations.length - added.length === versions.size;
	if (!isWhole) return catalogAfter(migrations);
	return added.length > 0 ? catalogWith(added) : (whole ??= catalogWith([]));
}

async function catalogAfter(migrations: Migration[]): Promise<Catalog> {
	const url = await newDatabase('hosted');
	await applyAll(url, migrations);
	const client = await connect(url);
	const catalog = await readCatalog(client);
	await client.end();
	return catalog;
}

/** In a transaction of which nothing remains, since a copy of a database takes a while. */
async function catalogWith(migrations: Migration[]): Promise<Catalog> {
	const client = await connect(unchanged);
	await client.query('begin');
	try {
		for (const { sql } of migrations) {
			await client.query(sql.replace('concurrently', ''));
			await client.query('reset search_path');
		}
		return await catalogIn(client);
	} finally {
		await client.end();
	}
}

async function applyAll(url: string, migrations: Migration[]): Promise<void> {
	const client = await connect(url);
	await makeHistory(client);
	for (const migration of migrations) await apply(client, migration, { log: () => {} });
	await client.end();
}

/** Numbered after all others, as somebody's own would be. */
export function migration(sql: string, version = '20990101000000'): Migration {
	return { version, name: 'ours', sql };
}
