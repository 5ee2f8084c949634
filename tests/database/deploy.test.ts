import { describe, expect, test } from 'vitest';
import { asSuperuser, newDatabase, ours, run, unchanged } from './cluster.ts';
import { deployed, tables } from './deployed.ts';

/* What runs at the same time, and takes its time, is in long/beside.test.ts. */

test('shows what is pending, applies it, notes it as Supabase’ own tool does', async () => {
	const url = await newDatabase();
	const sql = 'create table app.a (id int);\n-- x\ncreate table app.b (id int);';
	const { applied, said } = await deployed(url, [sql]);
	expect(applied).toEqual(['20990101000000']);
	expect(said).toContain(
		`${ours.length} migrations are applied, 1 pending:\n  20990101000000_ours`
	);
	const [noted] = await run(
		url,
		`select name, statements from supabase_migrations.schema_migrations where version = '20990101000000'`
	);
	expect(noted).toEqual({
		name: 'ours',
		statements: [
			'create table app.a (id int)',
			expect.stringContaining('create table app.b (id int)')
		]
	});
	expect((await deployed(url, [sql])).applied).toEqual([]);
});

describe('what takes something away', () => {
	test('is refused with its file and line, and nothing before it is applied', async () => {
		const url = unchanged;
		const sqls = ['create table app.first (id int)', '\ndrop table public.project_budgets'];
		await expect(deployed(url, sqls)).rejects.toThrow(
			/20990101000001_ours, line 2: It drops the table public\.project_budgets with its rows\.[^]*--allow-destructive 20990101000001/
		);
		expect(await tables(url, 'first')).toEqual([]);
	});

	test('goes through when it is named', async () => {
		const url = await newDatabase();
		const allowDestructive = ['20990101000000'];
		await deployed(url, ['drop table public.project_budgets'], { allowDestructive });
		expect(await tables(url, 'project_budgets')).toEqual([]);
	});

	test('is not let through by the name of another', async () => {
		const url = unchanged;
		const sqls = ['create table app.first (id int)', 'drop table public.project_budgets'];
		const allowDestructive = ['20990101000000'];
		await expect(deployed(url, sqls, { allowDestructive })).rejects.toThrow(/line 1: It drops/);
	});

	test('needs a name that is pending', async () => {
		const url = unchanged;
		const allowDestructive = ['20260101000000'];
		await expect(deployed(url, [], { allowDestructive })).rejects.toThrow(/is not pending/);
	});
});

test('a migration that fails in the middle leaves nothing, those before it stay', async () => {
	const url = await newDatabase();
	await run(asSuperuser(url), `insert into app.tombstones (id) values ('old')`);
	const sqls = [
		'create table app.good (id int)',
		`create table app.half (id int); alter table app.tombstones add constraint one check (id <> 'old')`
	];
	const allowDestructive = ['20990101000001'];
	await expect(deployed(url, sqls, { allowDestructive })).rejects.toThrow(
		/20990101000001_ours was not applied, and nothing of it remains: check constraint "one"/
	);
	expect(await tables(url, 'good')).toHaveLength(1);
	expect(await tables(url, 'half')).toEqual([]);
	expect((await deployed(url, [sqls[0]!])).applied).toEqual([]);
});

test('a migration that fails on a new database already is not tried on this one', async () => {
	const url = unchanged;
	const sqls = ['create table app.good (id int)', 'create index on app.nowhere (id)'];
	await expect(deployed(url, sqls)).rejects.toThrow(
		/^Nothing was applied: the migrations fail on a new database already\. .*"app\.nowhere"/
	);
	expect(await tables(url, 'good')).toEqual([]);
});

describe('drift', () => {
	test('stops a deployment before anything is applied', async () => {
		const url = await newDatabase();
		await run(asSuperuser(url), 'grant select on public.tasks to anon');
		await expect(deployed(url, ['create table app.first (id int)'])).rejects.toThrow(
			/^Nothing was applied\. The database differs from what its migrations make in 1 way:[^]*anon: select/
		);
		expect(await tables(url, 'first')).toEqual([]);
	});
});

test('a database that is ahead of this project is left alone', async () => {
	const url = await newDatabase();
	await run(
		url,
		`insert into supabase_migrations.schema_migrations values ('20991231000000', '{}', 'x')`
	);
	await expect(deployed(url, [])).rejects.toThrow(/not in supabase\/migrations: 20991231000000/);
});

test('nobody but the role postgres deploys', async () => {
	const url = unchanged.replace('//postgres:', '//authenticator:');
	await expect(deployed(url, [])).rejects.toThrow(
		/signs in as authenticator\. Use that of the role postgres/
	);
});
