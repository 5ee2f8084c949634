import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { ask, inRolledBackTransaction } from './database.ts';
import { invariants } from './invariants.ts';

describe('in this database', () => {
	test.each(Object.entries(invariants))('%s', async (_, sql) => {
		const offenders = await ask<{ name: string }>(sql);
		expect(offenders.map(({ name }) => name)).toEqual([]);
	});
});

/** A table and functions that break everything. Made in a transaction that never ends well. */
const offences = `
	create table public.careless (
		id text primary key,
		org_id text,
		created_by text,
		code text unique,
		project_id uuid references public.projects (id)
	);
	grant all on public.careless to anon, authenticated, service_role;
	create policy "careless update" on public.careless for update using (org_id = app.org_id());
	create policy "careless insert" on public.careless for insert to authenticated with check (true);
	create policy "careless again" on public.careless for insert to authenticated with check (true);
	create table public.bare (id uuid primary key);
	create table app.open (id uuid primary key);
	grant select on app.open to authenticated;
	grant usage on schema app to authenticated;
	create function public.careless() returns text language sql security definer as $$ select 'x' $$;
	grant execute on function public.careless() to anon;
	create function app.blind() returns text language sql security definer as $$ select 'x' $$;
	create role short_sighted nologin;
	grant short_sighted to postgres;
	grant usage, create on schema app to short_sighted;
	alter function app.blind() owner to short_sighted;
	create view public.careless_view as select * from public.careless;`;

describe('a careless change is found:', () => {
	const found: Record<string, string[]> = {};

	beforeAll(async () => {
		await inRolledBackTransaction(async (query) => {
			await query(offences);
			for (const [name, sql] of Object.entries(invariants)) {
				const offenders = await query<{ name: string }>(sql);
				found[name] = offenders.map((offender) => offender.name);
			}
		});
	});

	test.each(Object.keys(invariants))('%s', (name) => {
		expect(found[name]).not.toEqual([]);
	});
});

test('the tables without an organization are those that the app knows as shared', async () => {
	const tables = await ask<{ name: string }>(
		`select t.table_name as name from information_schema.tables t
		where t.table_schema = 'public' and not exists (
			select from information_schema.columns c
			where (c.table_schema, c.table_name, c.column_name) = ('public', t.table_name, 'org_id')
		)`
	);
	const source = readFileSync(new URL('../../src/lib/server/supabase.ts', import.meta.url), 'utf8');
	const [, list = ''] = source.match(/sharedTables = \[([^\]]*)\]/) ?? [];
	const shared = list.split(',').map((name) => name.trim().slice(1, -1));
	expect(tables.map(({ name }) => name).sort()).toEqual(shared.sort());
});
