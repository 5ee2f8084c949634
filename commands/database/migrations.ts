import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ClientBase } from 'pg';

export const folder = fileURLToPath(new URL('../../supabase/migrations', import.meta.url));

export interface Migration {
	/** The number its file begins with. */
	version: string;
	name: string;
	sql: string;
}

/** The migrations of a folder, in their order. */
export function readMigrations(from = folder): Migration[] {
	return readdirSync(from)
		.map((file) => ({ file, match: /^(\d+)_(.*)\.sql$/.exec(file) }))
		.filter(({ match }) => match !== null)
		.map(({ file, match }) => ({
			version: match![1]!,
			name: match![2]!,
			sql: readFileSync(join(from, file), 'utf8')
		}))
		.sort((a, b) => (a.version < b.version ? -1 : 1));
}

/** The versions a database has, as Supabase' own tool notes them; none when it never had any. */
export async function appliedVersions(client: ClientBase): Promise<string[]> {
	const { rows: there } = await client.query(
		`select to_regclass('supabase_migrations.schema_migrations') is not null as is_there`
	);
	if (!there[0].is_there) return [];
	const { rows } = await client.query<{ version: string }>(
		'select version from supabase_migrations.schema_migrations order by version'
	);
	return rows.map(({ version }) => version);
}

/** Makes the table in which Supabase' own tool notes what was applied, as that tool does. */
export async function makeHistory(client: ClientBase): Promise<void> {
	await client.query(`
		create schema if not exists supabase_migrations;
		create table if not exists supabase_migrations.schema_migrations (
			version text not null primary key, statements text[], name text
		)`);
}

/** Notes that a migration was applied. */
export async function noteApplied(
	client: ClientBase,
	{ version, name }: Migration,
	statements: string[]
): Promise<void> {
	await client.query(
		`insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, $3)`,
		[version, name, statements]
	);
}
