import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

/** The file in which a stack's folder keeps them. */
const fileIn = (dataDir: string) => join(dataDir, 'rights.txt');

/** Writes down every right that anybody has in a database, and gives it back. */
export async function writeRights(databaseUrl: string, dataDir: string): Promise<string> {
	const client = new pg.Client({ connectionString: databaseUrl });
	await client.connect();
	try {
		const { rows } = await client.query<{ line: string }>(`
			select format('%s %s: %s %s', what, name, grantee::regrole, privilege_type) as line
			from (
				select 'schema' as what, oid::regnamespace::text as name, nspname as schema, nspacl as acl
				from pg_namespace
				union all
				select 'relation', oid::regclass::text, relnamespace::regnamespace::text, relacl from pg_class
				union all
				select 'column', attrelid::regclass || '.' || attname, relnamespace::regnamespace::text, attacl
				from pg_attribute join pg_class on pg_class.oid = attrelid
				union all
				select 'function', oid::regprocedure::text, pronamespace::regnamespace::text, proacl from pg_proc
				union all
				select 'type', oid::regtype::text, typnamespace::regnamespace::text, typacl from pg_type
			) things
			cross join lateral aclexplode(acl)
			where schema !~ '^(pg_|information_schema)'
			union all
			-- What has no list of its own has the usual rights, which for a function are everybody's.
			select format('function %s: the usual', oid::regprocedure)
			from pg_proc
			where proacl is null and pronamespace::regnamespace::text !~ '^(pg_|information_schema)'
			order by 1`);
		const rights = rows.map(({ line }) => line).join('\n');
		writeFileSync(fileIn(dataDir), rights);
		return rights;
	} finally {
		await client.end();
	}
}

/** The rights that were last written down there. */
export function readRights(dataDir: string): string | null {
	return existsSync(fileIn(dataDir)) ? readFileSync(fileIn(dataDir), 'utf8') : null;
}
