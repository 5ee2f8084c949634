import { describe, expect, test } from 'vitest';
import { judge } from '../../commands/database/judge.ts';
import { Known } from '../../commands/database/known.ts';

const saysOf = (sql: string, known?: Known) => judge(sql, known).map(({ says }) => says);

describe('refused, since it takes something from rows or from the app that runs:', () => {
	test.each<[string, RegExp]>([
		['drop table public.tasks', /drops the table public\.tasks with its rows/],
		['drop table if exists public.tasks, public.projects', /public\.tasks/],
		['drop table public.tasks cascade', /whatever depends on it/],
		['drop view public.open_tasks', /drops the view/],
		['drop schema app', /drops the schema app/],
		['drop type public.mood', /drops the type public\.mood/],
		['drop function app.user_id()', /drops the function app\.user_id\(\)/],
		['drop function app.f(text, int[])', /app\.f\(text, int4\[\]\)/],
		[
			'drop policy "members can read" on public.tasks',
			/policy "members can read" on public\.tasks/
		],
		['drop trigger touch on public.tasks', /trigger "touch" on public\.tasks/],
		['drop index public.tasks_idx', /drops the index/],
		['drop index concurrently public.tasks_idx', /drops the index/],
		['drop extension pgcrypto', /drops the extension pgcrypto/],
		['drop owned by authenticated', /Nobody can tell/],
		['truncate public.tasks', /deletes all rows of public\.tasks/],
		['delete from public.tasks', /deletes rows of public\.tasks/],
		['delete from public.tasks where done_at is null', /deletes rows/],
		['with gone as (delete from public.tasks returning id) select count(*) from gone', /deletes/],
		[
			'insert into a select id from b; with x as (delete from b returning id) insert into a table x',
			/b/
		],
		[`update public.tasks set title = ''`, /overwrites a column in all rows/],
		['merge into a using b on a.id = b.id when matched then delete', /merges away/],
		['alter table public.tasks drop column title', /drops the column public\.tasks\.title/],
		['alter table public.tasks drop column title cascade', /whatever depends/],
		['alter table public.tasks alter column title type varchar(10)', /changes the type/],
		['alter table public.tasks alter title set not null', /forbids null in public\.tasks\.title/],
		['alter table public.tasks alter title drop default', /takes the default/],
		['alter table public.tasks add column x text not null', /must not be null and has no default/],
		['alter table public.tasks add constraint c check (title <> $$x$$)', /adds the constraint c/],
		['alter table public.tasks drop constraint c', /drops the constraint c/],
		['alter table public.tasks disable row level security', /row level security/],
		['alter table public.tasks no force row level security', /row level security/],
		['alter table public.tasks disable trigger all', /disables triggers/],
		['alter table public.tasks owner to anon', /another owner/],
		[
			'alter table public.tasks rename column title to name',
			/renames a column of public\.tasks to name/
		],
		['alter table public.tasks rename to jobs', /renames a table/],
		['alter function app.user_id() rename to person', /renames a function/],
		['alter table public.tasks set schema app', /another schema/],
		[`alter type public.mood rename value 'a' to 'b'`, /renames the value a/],
		['create unique index on public.tasks (title)', /unique/],
		['revoke select on public.tasks from authenticated', /takes rights away from authenticated/],
		['revoke all on all tables in schema public from public', /from public/],
		['revoke execute on function app.user_id() from authenticated', /takes rights away/],
		['revoke service_role from authenticator', /takes a role away/],
		[`set lock_timeout = 0`, /sets lock_timeout/],
		['set role anon', /sets role/]
	])('%s', (sql, says) => {
		expect(saysOf(sql).join('\n')).toMatch(says);
	});
});

describe('refused, since nobody can tell:', () => {
	test.each([
		'do $$ begin drop table public.tasks; end $$',
		`do $$ begin execute 'drop ' || 'table public.tasks'; end $$`,
		'select app.erase()',
		`select query_to_xml('delete from public.tasks', true, true, '')`,
		'call app.erase()',
		'insert into public.tasks (title) select app.erase()',
		`create rule quiet as on delete to public.tasks do instead delete from public.projects`,
		'alter table public.tasks replica identity nothing',
		'create function app.f() returns void language sql as $$ delete from public.tasks $$; select app.f()',
		'lock table public.tasks'
	])('%s', (sql) => {
		expect(saysOf(sql).join('\n')).toMatch(/Nobody can tell/);
	});
});

describe('let through:', () => {
	test.each([
		'create table public.notes (id uuid primary key, title text not null)',
		'create table public.notes (id uuid); alter table public.notes add constraint c check (true), alter id set not null',
		'create table public.notes (id uuid); revoke all on public.notes from anon; drop table public.notes',
		'create function app.f() returns int language sql return 1; revoke execute on function app.f() from public',
		'create or replace function app.user_id() returns text language sql return null',
		`create function app.f() returns void language plpgsql as $$ begin delete from public.tasks; drop table x; end $$`,
		`-- drop table public.tasks;\ncomment on table public.tasks is 'truncate; drop table'`,
		'alter table public.tasks add column note text',
		`alter table public.tasks add column note text not null default ''`,
		'alter table public.tasks add column a text; alter table public.tasks alter a set not null; alter table public.tasks drop column a',
		'alter table public.tasks add column n int; update public.tasks set n = 1',
		'alter table public.tasks alter title drop not null, alter title set statistics 0',
		'alter table public.tasks enable row level security, force row level security',
		'alter table public.tasks validate constraint c',
		'update public.tasks set title = lower(title) where title <> lower(title)',
		`insert into public.settings (name) values ('a') on conflict do nothing`,
		'create index on public.tasks (title)',
		'create index concurrently tasks_title on public.tasks (title)',
		'drop policy "p" on public.tasks; create policy "p" on public.tasks for select using (true)',
		'drop trigger t on public.tasks; create trigger t before insert on public.tasks execute function app.f()',
		'alter policy "p" on public.tasks using (false)',
		`create type public.mood as enum ('a'); drop type public.mood`,
		'create schema more; grant usage on schema more to anon; revoke usage on schema more from anon; drop schema more',
		`alter type public.mood add value 'c'`,
		'grant select on public.tasks to authenticated',
		'alter default privileges in schema public revoke all on tables from anon',
		`set local statement_timeout = '10min'`,
		`notify pgrst, 'reload config'`
	])('%s', (sql) => {
		expect(saysOf(sql)).toEqual([]);
	});
});

test('what may have been there before is not taken for new', () => {
	const again = 'create table if not exists public.tasks (id uuid); drop table public.tasks';
	expect(saysOf(again)).toHaveLength(1);
	const replaced =
		'create or replace function app.user_id() returns text language sql return null; drop function app.user_id()';
	expect(saysOf(replaced)).toHaveLength(1);
	// Another function of the same name is not that one.
	const other =
		'create function app.f(int) returns int language sql return 1; drop function app.f(text)';
	expect(saysOf(other)).toHaveLength(1);
	// Nor a table of the same name elsewhere, which a name without its schema may stand for.
	const moved =
		'set search_path = app; create table tasks (id int); set search_path = public; drop table tasks';
	expect(saysOf(moved)).toHaveLength(1);
	// A policy of the same name on another table neither.
	const elsewhere =
		'drop policy "p" on public.tasks; create policy "p" on public.projects using (true)';
	expect(saysOf(elsewhere)).toHaveLength(1);
});

test('what an earlier migration of the same deployment made is free', () => {
	const known = new Known();
	expect(saysOf('create table public.notes (id uuid)', known)).toEqual([]);
	expect(
		saysOf('alter table public.notes drop column id; delete from public.notes', known)
	).toEqual([]);
});

describe('refused for good, whatever the flag:', () => {
	test.each(['begin; select 1; commit', 'create index concurrently a on b (c); select 1'])(
		'%s',
		(sql) => {
			expect(judge(sql).some(({ isFinal }) => isFinal)).toBe(true);
		}
	);
});

test('each objection names the line where its statement begins, comments and letters aside', () => {
	const sql = `-- Größe\ncreate table a (id int);\n\n/* drop\n */\n\ndrop table b;\n\n  alter table c\n  drop column d;`;
	expect(judge(sql).map(({ line }) => line)).toEqual([7, 9]);
});

test('what is no SQL is said with its line', () => {
	expect(() => judge('select 1;\n\ncreate tabel x ();')).toThrow(/^line 3: syntax error/);
});
