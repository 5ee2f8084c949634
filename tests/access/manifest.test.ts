import { describe, expect, test } from 'vitest';
import { access } from '../../supabase/access.ts';
import { ask, inRolledBackTransaction } from '../policies/database.ts';
import { expectNone } from '../policy-lint/found.ts';
import { stack } from '../stack.ts';
import { catalog } from './catalog.ts';
import { differences, reachable, servedSchemas } from './reachable.ts';

/*
 * supabase/access.ts is whole: what the API reaches stands in it, and nothing else does.
 */

test('everything that can be reached stands in supabase/access.ts', async () => {
	expectNone(differences(access, await reachable(ask)));
});

test('every column that is named there exists', async () => {
	const { tables } = await catalog();
	for (const [table, { columns, patch }] of Object.entries(access.tables)) {
		const names = tables[table]?.columns.map(({ name }) => name) ?? [];
		const named = [...columns.create, ...columns.change, ...Object.keys(patch)];
		expect(names, `columns of ${table}`).toEqual(expect.arrayContaining(named));
	}
});

test('whoever acts in another’s name is given nothing that writes', async () => {
	const given = Object.entries(access.tables).flatMap(([table, { rows }]) =>
		Object.entries(rows).flatMap(([kind, rights]) =>
			(['create', 'change', 'delete'] as const)
				.filter((deed) => rights[deed]?.includes('impersonator'))
				.map((deed) => `${deed} ${table}: ${kind}`)
		)
	);
	expect(given).toEqual([]);
	// Functions that may change something: Postgres lets no other write.
	const volatile = await ask<{ name: string }>(
		`select proname as name from pg_proc
		where pronamespace = 'public'::regnamespace and provolatile = 'v'
			and has_function_privilege('authenticated', oid, 'execute')`
	);
	const open = volatile.filter(({ name }) => {
		const who = access.functions[name]?.for;
		return !Array.isArray(who) || who.includes('impersonator');
	});
	expect(open).toEqual([]);
});

test('the Data API serves the schemas of supabase/config.toml, and no other', async () => {
	const response = await fetch(`${stack.postgrestUrl}/`, { headers: { 'accept-profile': 'none' } });
	const { message, hint } = await response.json();
	const [, served = ''] = /: (.*)$/.exec(`${message}${hint ?? ''}`) ?? [];
	expect(served.split(', ')).toEqual(servedSchemas());
});

describe('what is new and not there is found:', () => {
	test.each([
		['a table', 'tables', 'create table public.unheard_of (id uuid primary key)'],
		['a view', 'views', 'create view public.unheard_of as select 1 as one'],
		[
			'a materialized view',
			'views',
			'create materialized view public.unheard_of as select 1 as one'
		],
		['a function', 'functions', 'create function public.unheard_of() returns integer return 1'],
		[
			'a sequence that people may use',
			'sequences',
			`create sequence public.unheard_of;
			grant usage on sequence public.unheard_of to authenticated`
		],
		[
			'a bucket',
			'buckets',
			`create schema storage; create table storage.buckets (id text);
			insert into storage.buckets values ('unheard_of')`
		]
	])('%s', async (_, part, sql) => {
		const sentence = new RegExp(
			`^unheard_of can be reached .* Add it under ${part}: say (what|which) `
		);
		expect(await newDifferences(sql)).toEqual([expect.stringMatching(sentence)]);
	});

	test('and what is there and no longer exists, too', async () => {
		expect(await newDifferences('drop table public.project_budgets')).toEqual([
			'supabase/access.ts has project_budgets under tables, and there is no such thing.'
		]);
	});
});

/** What a change of the database brings, which is then undone. */
async function newDifferences(sql: string): Promise<string[]> {
	const before = differences(access, await reachable(ask));
	const after = await inRolledBackTransaction(async (query) => {
		await query(sql);
		return differences(access, await reachable(query));
	});
	return after.filter((sentence) => !before.includes(sentence));
}
