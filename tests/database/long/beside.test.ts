import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { asSuperuser, migration, newDatabase, ours, run } from '../cluster.ts';
import { deployed, tables } from '../deployed.ts';

/* Deployments beside others: people, other deployments, other orders. */

describe('while somebody holds a table', () => {
	const change = 'alter table public.tasks add column note text';

	test('nothing is applied and it says who; once they are done, it is', async () => {
		const url = await newDatabase();
		const other = new pg.Client({ connectionString: url, application_name: 'a long report' });
		await other.connect();
		await other.query('begin; lock table public.tasks in access share mode');
		await expect(deployed(url, ['create table app.first (id int);' + change])).rejects.toThrow(
			/not applied, and nothing of it remains: .*a long report \(process \d+, idle in transaction, for \d+ s\)/
		);
		expect(await tables(url, 'first')).toEqual([]);
		await other.query('commit');
		await other.end();
		expect((await deployed(url, [change])).applied).toHaveLength(1);
	});

	test('it tries again by itself', async () => {
		const url = await newDatabase();
		const other = new pg.Client(url);
		await other.connect();
		await other.query('begin; lock table public.tasks in row exclusive mode');
		const log = (line: string) => {
			if (line.includes('tried again')) void other.query('commit');
		};
		const { applied } = await deployed(url, [change], { waits: [100], log });
		expect(applied).toHaveLength(1);
		await other.end();
	});
});

test('two deployments at once: one applies, the other waits and finds nothing to do', async () => {
	const url = await newDatabase();
	const sqls = ['create table app.once (id int)', 'create table app.twice (id int)'];
	const both = await Promise.all([deployed(url, sqls), deployed(url, sqls)]);
	expect(both.map(({ applied }) => applied.length).sort()).toEqual([0, 2]);
	expect(both.map(({ said }) => said).join()).toContain('Another deployment is on');
});

test('a deployment that does not end is not waited for for ever', async () => {
	const url = await newDatabase();
	const other = new pg.Client(url);
	await other.connect();
	await other.query(`select pg_advisory_lock(hashtext('orgdeck'), hashtext('db:deploy'))`);
	await expect(deployed(url, [], { patience: 0 })).rejects.toThrow(/still on/);
	await other.end();
});

test('what one migration sets does not hold for the next', async () => {
	const url = await newDatabase();
	const sqls = [
		`set search_path = app; create table one (id int)`,
		'create table public.two (id int)'
	];
	await deployed(url, sqls);
	expect(
		await run(
			url,
			`select relnamespace::regnamespace::text as "in" from pg_class where relname in ('one', 'two') order by relname`
		)
	).toEqual([{ in: 'app' }, { in: 'public' }]);
});

describe('an index that is made concurrently', () => {
	test('is made outside a transaction', async () => {
		const url = await newDatabase();
		const sql = 'create index concurrently tasks_title_idx on public.tasks (title)';
		expect((await deployed(url, [sql])).applied).toHaveLength(1);
		expect(await tables(url, 'tasks_title_idx')).toHaveLength(1);
	});

	test('leaves none that is half made when it fails', async () => {
		const url = await newDatabase();
		await run(asSuperuser(url), `insert into app.tombstones (id) values ('a'), ('b')`);
		const sql = 'create unique index concurrently one_idx on app.tombstones ((1))';
		const allowDestructive = ['20990101000000'];
		await expect(deployed(url, [sql], { allowDestructive })).rejects.toThrow(/not applied/);
		expect(await tables(url, 'one_idx')).toEqual([]);
	});
});

test('a migration that is numbered before applied ones is applied, and said to be', async () => {
	const url = await newDatabase();
	const own = migration('create table app.own (id int)', '20270101000000');
	await deployed(url, [], { migrations: [...ours, own] });
	const theirs = migration('create table app.theirs (id int)', '20260101009000');
	const { said, applied } = await deployed(url, [], { migrations: [...ours, theirs, own] });
	expect(applied).toEqual(['20260101009000']);
	expect(said).toContain('numbered before 20270101000000, which is applied');
});

test('drift is looked for afterwards, too: a migration may find another table than it thinks', async () => {
	const url = await newDatabase();
	// Out of what is compared, so that nothing is said before.
	await run(url, 'create schema other; create table other.notes (id int)');
	const sql = `create table if not exists other.notes (id int, extra int); do $$ begin
		if exists (select from pg_attribute where attrelid = 'other.notes'::regclass and attname = 'extra')
		then create table app.made (id int); end if; end $$`;
	const sqls = ['create schema if not exists other', sql];
	const allowDestructive = ['20990101000001'];
	await expect(deployed(url, sqls, { allowDestructive })).rejects.toThrow(
		/^All migrations were applied\. [^]*The table app\.made is missing/
	);
});
