import { describe, expect, test } from 'vitest';
import { access } from '../../supabase/access.ts';
import { ask, inRolledBackTransaction } from '../policies/database.ts';
import { stack } from '../stack.ts';
import { catalog } from './catalog.ts';
import { differences, reachable, servedSchemas } from './reachable.ts';

/*
 * supabase/access.ts is whole: what the API reaches stands in it, and nothing else does.
 */

test('everything that can be reached stands in supabase/access.ts', async () => {
	expect(differences(access, await reachable(ask)).join('\n')).toBe('');
});

test('every column that is named there exists', async () => {
	const { tables } = await catalog();
	for (const [table, { columns, patch }] of Object.entries(access.tables)) {
		const names = tables[table]?.columns.map(({ name }) => name) ?? [];
		const named = [...columns.create, ...columns.change, ...Object.keys(patch)];
		expect(names, `columns of ${table}`).toEqual(expect.arrayContaining(named));
	}
});

test('the Data API serves the schemas of supabase/config.toml, and no other', async () => {
	const response = await fetch(`${stack.postgrestUrl}/`, { headers: { 'accept-profile': 'none' } });
	const { message, hint } = await response.json();
	const [, served = ''] = /: (.*)$/.exec(`${message}${hint ?? ''}`) ?? [];
	expect(served.split(', ')).toEqual(servedSchemas());
});

describe('what is new and not there is found:', () => {
	test.each([
		['a table', 'tables', 'create table public.notes (id uuid primary key)'],
		['a view', 'views', 'create view public.notes as select 1 as one'],
		['a materialized view', 'views', 'create materialized view public.notes as select 1 as one'],
		['a function', 'functions', 'create function public.notes() returns integer return 1'],
		[
			'a sequence that people may use',
			'sequences',
			'create sequence public.notes; grant usage on sequence public.notes to authenticated'
		],
		[
			'a bucket',
			'buckets',
			`create schema storage; create table storage.buckets (id text);
			insert into storage.buckets values ('notes')`
		]
	])('%s', async (_, part, sql) => {
		const found = await inRolledBackTransaction(async (query) => {
			await query(sql);
			return differences(access, await reachable(query));
		});
		expect(found).toEqual([
			expect.stringMatching(
				new RegExp(`^notes can be reached .* Add it under ${part}: say (what|which) `)
			)
		]);
	});

	test('and what is there and no longer exists, too', async () => {
		const found = await inRolledBackTransaction(async (query) => {
			await query('drop table public.project_budgets');
			return differences(access, await reachable(query));
		});
		expect(found).toEqual([
			'supabase/access.ts has project_budgets under tables, and there is no such thing.'
		]);
	});
});
