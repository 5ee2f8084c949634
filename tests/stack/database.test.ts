import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withDatabase } from '../../commands/with-database.ts';
import type { DefaultGrants } from '../../local/database.ts';
import { stack } from '../stack.ts';

describe('the local database, like a hosted one', () => {
	const client = new pg.Client({ connectionString: stack.databaseUrl });
	const column = async (sql: string): Promise<unknown[]> => {
		const { rows } = await client.query({ text: sql, rowMode: 'array' });
		return rows.map(([value]) => value);
	};
	beforeAll(() => client.connect());
	afterAll(() => client.end());

	test('runs Postgres 17', async () => {
		expect(await column('show server_version')).toEqual([expect.stringMatching(/^17\./)]);
	});

	test('has a role postgres that is no superuser, but can do the rest', async () => {
		const { rows } = await client.query(
			`select rolsuper, rolcreaterole, rolcreatedb, rolbypassrls from pg_roles where rolname = current_user`
		);
		expect(rows).toEqual([
			{ rolsuper: false, rolcreaterole: true, rolcreatedb: true, rolbypassrls: true }
		]);
		const { rows: administered } = await client.query(
			`select roleid::regrole::text as role from pg_auth_members where member = 'postgres'::regrole and admin_option`
		);
		const roles = administered.map(({ role }) => role);
		expect(roles).toEqual(
			expect.arrayContaining(['anon', 'authenticated', 'service_role', 'authenticator'])
		);
	});

	test('lets row level security bind everyone but the service role', async () => {
		const roles = `('anon', 'authenticated', 'service_role', 'authenticator')`;
		const bypassing = `select rolname from pg_roles where rolname in ${roles}`;
		expect(await column(`${bypassing} and rolbypassrls`)).toEqual(['service_role']);
		expect(await column(`${bypassing} and rolcanlogin`)).toEqual(['authenticator']);
		expect(await column(`${bypassing} and rolsuper`)).toEqual([]);
	});

	test('gives up on slow statements of the API', async () => {
		const settings = await client.query(
			`select rolname, s from pg_roles, unnest(rolconfig) s where s like 'statement_timeout=%' order by 1`
		);
		expect(settings.rows).toEqual([
			{ rolname: 'anon', s: 'statement_timeout=3s' },
			{ rolname: 'authenticated', s: 'statement_timeout=8s' },
			{ rolname: 'authenticator', s: 'statement_timeout=8s' }
		]);
	});

	test('knows no claims where there are none, and fails on ids that are no uuid', async () => {
		expect(await column('select auth.jwt() is null')).toEqual([true]);
		await client.query('begin');
		try {
			const claims = JSON.stringify({ sub: 'user_01J', role: 'authenticated' });
			await client.query(`select set_config('request.jwt.claims', $1, true)`, [claims]);
			expect(await column(`select auth.jwt() ->> 'sub'`)).toEqual(['user_01J']);
			expect(await column('select auth.role()')).toEqual(['authenticated']);
			await expect(client.query('select auth.uid()')).rejects.toMatchObject({ code: '22P02' });
		} finally {
			await client.query('rollback');
		}
	});

	test('sorts and folds letters of all languages', async () => {
		const words = `(values ('z'), ('Ä'), ('a'), ('B')) as t (word)`;
		expect(await column(`select word from ${words} order by word`)).toEqual(['a', 'Ä', 'B', 'z']);
		expect(await column(`select to_tsvector('simple', 'ÄRGER')::text`)).toEqual([`'ärger':1`]);
	});

	test('listens on the loopback interface only, and asks for a password', async () => {
		expect(await column('show listen_addresses')).toEqual(['127.0.0.1']);
		const stranger = new pg.Client({
			connectionString: stack.databaseUrl.replace(':postgres@', ':wrong@')
		});
		await expect(stranger.connect()).rejects.toMatchObject({ code: '28P01' });
	});
});

test('the migrations leave the same rights on older and newer hosted projects', async () => {
	const [older, newer] = await Promise.all([rightsAfter('granted'), rightsAfter('revoked')]);
	expect(older.length).toBeGreaterThan(50);
	expect(older).toEqual(newer);
});

/** Who may do what with each table, column and function, as Postgres keeps it. */
function rightsAfter(defaultGrants: DefaultGrants): Promise<string[]> {
	return withDatabase(async (connectionString) => {
		const client = new pg.Client({ connectionString });
		await client.connect();
		const { rows } = await client.query(`
			with rights as (
				select c.oid::regclass::text as object, c.relacl as acl
				from pg_class c where c.relnamespace::regnamespace::text in ('public', 'app')
				union all
				select format('%s.%s', a.attrelid::regclass, a.attname), a.attacl
				from pg_attribute a join pg_class c on c.oid = a.attrelid
				where c.relnamespace::regnamespace::text in ('public', 'app') and a.attnum > 0
				union all
				select p.oid::regprocedure::text, coalesce(p.proacl, acldefault('f', p.proowner))
				from pg_proc p where p.pronamespace::regnamespace::text in ('public', 'app')
			)
			select format('%s: %s %s', object, coalesce(nullif(grantee, 0)::regrole::text, 'public'), privilege_type) as line
			from rights, aclexplode(acl) order by 1`);
		await client.end();
		return rows.map(({ line }) => line);
	}, defaultGrants);
}
