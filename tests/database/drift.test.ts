import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogIn } from '../../commands/database/catalog.ts';
import { findDrift } from '../../commands/database/deploy.ts';
import { differences } from '../../commands/database/drift.ts';
import { asSuperuser, newDatabase, ours, reference, unchanged } from './cluster.ts';

const client = new pg.Client(asSuperuser(await newDatabase()));
beforeAll(() => client.connect());
afterAll(() => client.end());

/** What is said of a database in which somebody did this by hand. Nothing of it remains. */
async function driftAfter(sql: string): Promise<string[]> {
	const [expected] = await reference([ours]);
	await client.query('begin');
	try {
		await client.query(sql);
		return differences(await catalogIn(client), expected!);
	} finally {
		await client.query('rollback');
	}
}

test('there is none in what Supabase’ own tool made', async () => {
	expect(ours.length).toBeGreaterThan(40);
	expect(await findDrift(unchanged, { reference })).toEqual([]);
});

describe('named, each by one sentence that says what to do:', () => {
	test.each<[string, string, RegExp]>([
		[
			'a column',
			'alter table public.tasks add column secret text',
			/^The column public\.tasks\.secret is there, and no migration makes it\. Drop it, or/
		],
		[
			'a policy that lets everything through',
			'alter policy "members can read tasks in projects they see" on public.tasks using (true)',
			/^The policy "members can read tasks in projects they see" on public\.tasks has another using: .*`true`/
		],
		[
			'another policy',
			'create policy "all" on public.tasks for select to authenticated using (true)',
			/^The policy "all" on public\.tasks is there, and no migration/
		],
		[
			'a policy that is gone',
			'drop policy "members can read tasks in projects they see" on public.tasks',
			/^The policy .* on public\.tasks is missing/
		],
		[
			'a trigger that is gone',
			'drop trigger touch_updated_at on public.projects',
			/^The trigger touch_updated_at on public\.projects is missing/
		],
		[
			'a trigger that is off',
			'alter table public.projects disable trigger touch_updated_at',
			/another state: it is `off`/
		],
		[
			'a right for anon',
			'grant select on public.tasks to anon',
			/^The table public\.tasks has another rights: it is `.*anon: select/
		],
		[
			'a right on a column',
			'grant update (org_id) on public.tasks to authenticated',
			/^The column public\.tasks\.org_id has another rights: .*authenticated: update/
		],
		[
			'a right on a function',
			'grant execute on function app.user_id() to anon',
			/^The function app\.user_id\(\) has another rights/
		],
		[
			'row level security',
			'alter table public.tasks disable row level security',
			/^The table public\.tasks has another row level security: it is `off`/
		],
		[
			'that its owner is not held',
			'alter table public.tasks no force row level security',
			/not for its owner/
		],
		[
			'the body of a function',
			`create or replace function app.user_id() returns text language plpgsql stable security definer
				set search_path = '' set plan_cache_mode = auto as $$ begin return 'user_evil'; end $$`,
			/^The function app\.user_id\(\) has another definition: its line \d+ is `.*evil/
		],
		[
			'an owner',
			'alter table public.tasks owner to supabase_admin',
			/another owner: it is `supabase_admin`, and should be `postgres`/
		],
		['a table', 'create table public.copy (id int)', /^The table public\.copy is there/],
		[
			'a view',
			'create view public.peek as select id from public.tasks',
			/^The view public\.peek is there/
		],
		[
			'an index that is gone',
			'drop index app.sessions_user_id_idx',
			/^The index app\.sessions_user_id_idx is missing/
		],
		[
			'a default',
			`alter table public.tasks alter org_id set default 'org_x'`,
			/^The column public\.tasks\.org_id has another default/
		],
		[
			'a type',
			'alter table app.sessions alter lease type text',
			/^The column app\.sessions\.lease has another type/
		],
		[
			'that null is allowed',
			'alter table public.tasks alter title drop not null',
			/another null: it is `may be null`/
		],
		[
			'a check that is gone',
			'alter table public.tasks drop constraint tasks_title_check',
			/^The constraint tasks_title_check on public\.tasks is missing/
		],
		[
			'rights of what is new',
			'set role postgres; alter default privileges grant execute on functions to public',
			/^The default rights to functions has another rights/
		],
		[
			'a way into the schema',
			'grant usage on schema app to anon',
			/^The schema app has another rights: it is `anon: usage/
		]
	])('%s', async (_, sql, says) => {
		const drift = await driftAfter(sql);
		expect(drift).toContainEqual(expect.stringMatching(says));
		for (const line of drift) expect(line).toMatch(/\.$/);
	});
});

test('a table that is gone is one difference, not one for each of its parts', async () => {
	const drift = await driftAfter('drop table public.list_preferences cascade');
	expect(drift.filter((line) => line.includes('list_preferences'))).toHaveLength(2);
});
