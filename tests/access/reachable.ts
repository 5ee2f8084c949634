import { readFileSync } from 'node:fs';
import type { Query } from '../policies/database.ts';
import type { Access } from './language.ts';

type Part = keyof Access;

export interface Reachable {
	part: Part;
	name: string;
}

/** What each part of supabase/access.ts wants to know of something new. */
const wanted: Record<Part, string> = {
	tables:
		'which columns may be written, and who may create, read, change and delete which of its rows; docs/add-a-table.md shows how',
	functions: 'what it does and who may call it',
	views: 'what it shows; it needs security_invoker, so that it sees with the eyes of who asks',
	sequences: 'what it is for; ids are made by the database, so that nobody needs a grant on one',
	buckets: 'what it holds and who may do what with its objects'
};

/** The schemas that the Data API serves, as supabase/config.toml says. */
export function servedSchemas(): string[] {
	const config = readFileSync(new URL('../../supabase/config.toml', import.meta.url), 'utf8');
	const [, list = ''] = config.match(/^schemas = \[(.*)\]$/m) ?? [];
	return list.split(',').map((name) => name.trim().replaceAll('"', ''));
}

/** Buckets that supabase/config.toml asks for; others are made by migrations. */
function configuredBuckets(): Reachable[] {
	const config = readFileSync(new URL('../../supabase/config.toml', import.meta.url), 'utf8');
	return [...config.matchAll(/^\[storage\.buckets\.([\w-]+)\]/gm)].map(([, name = '']) => ({
		part: 'buckets',
		name
	}));
}

/** Everything in the served schemas that has an address, and the buckets of Supabase Storage. */
export async function reachable(query: Query): Promise<Reachable[]> {
	const found = await query<{ part: Part; name: string }>(
		`select case
				when c.relkind in ('r', 'p', 'f') then 'tables'
				when c.relkind in ('v', 'm') then 'views'
				else 'sequences'
			end as part, c.relname as name
		from pg_class c
		where c.relnamespace::regnamespace::text = any ($1) and (
			c.relkind in ('r', 'p', 'f', 'v', 'm')
			-- A sequence without a grant is a part of its table.
			or case when c.relkind = 'S' then exists (
				select from unnest(array['anon', 'authenticated']) role
				where has_sequence_privilege(role, c.oid, 'usage, select, update')
			) end
		)
		union all
		select distinct 'functions', p.proname
		from pg_proc p
		where p.pronamespace::regnamespace::text = any ($1) and p.prokind in ('f', 'p')
			and p.prorettype <> 'trigger'::regtype
		order by 1, 2`,
		[servedSchemas()]
	);
	return [...found, ...(await buckets(query)), ...configuredBuckets()];
}

async function buckets(query: Query): Promise<Reachable[]> {
	const [storage] = await query<{ exists: boolean }>(
		`select to_regclass('storage.buckets') is not null as exists`
	);
	if (!storage?.exists) return [];
	const rows = await query<{ name: string }>('select id::text as name from storage.buckets');
	return rows.map(({ name }) => ({ part: 'buckets', name }));
}

/** A sentence for each thing that is reachable and not in the file, or in the file and not there. */
export function differences(access: Access, found: Reachable[]): string[] {
	const missing = found
		.filter(({ part, name }) => !(name in access[part]))
		.map(
			({ part, name }) =>
				`${name} can be reached through the API, and supabase/access.ts does not know it. Add it under ${part}: say ${wanted[part]}.`
		);
	const parts = Object.keys(wanted) as Part[];
	const stale = parts.flatMap((part) =>
		Object.keys(access[part])
			.filter((name) => !found.some((thing) => thing.part === part && thing.name === name))
			.map((name) => `supabase/access.ts has ${name} under ${part}, and there is no such thing.`)
	);
	return [...missing, ...stale];
}
