import { sharedTables } from '../../src/lib/server/shared-tables.ts';
import { columns, tables } from './catalog.ts';
import { examples, type Rule } from './rule.ts';

const shared = sharedTables.map((name) => `'${name}'`).join();

/** What a table needs before it can hold anything of a tenant. */
export const tableRules: Rule[] = [
	{
		name: 'row level security is on and forced for every table',
		finds: `
			select name, case when relrowsecurity then 'not forced' else 'off' end as state
			from ${tables} t where not (relrowsecurity and relforcerowsecurity)`,
		says: ({ name, state }) =>
			`${name}: row level security is ${state}. Write "alter table ${name} enable row level security; ` +
			`alter table ${name} force row level security;" in its migration, as ${examples.table} does.`,
		careless: [
			'alter table public.careful disable row level security',
			'alter table public.careful no force row level security'
		]
	},
	{
		name: 'every table has a policy',
		finds: `
			select name from ${tables} t
			where not exists (select from pg_policy p where p.polrelid = t.oid and p.polpermissive)`,
		says: ({ name }) =>
			`${name}: it has no policy. Write one for each command that people may use, as ${examples.table} ` +
			`does; for a table that nobody reads, "using (false)", as ${examples.closed} does.`,
		careless: ['create table public.careless (id uuid primary key)']
	},
	{
		name: 'every table says whose its rows are',
		finds: `
			select name from ${tables} t
			where schema = 'public' and org_id is null and relname not in (${shared})`,
		says: ({ name }) =>
			`${name}: it has no org_id, so nothing tells whose a row is. Write "org_id text not null default ` +
			`(auth.jwt() ->> 'org_id')", as ${examples.table} does. If its rows really belong to no ` +
			`organization, add it to src/lib/server/shared-tables.ts.`,
		careless: ['create table public.careless (id uuid primary key)']
	},
	{
		name: 'the tables that the app knows as shared have no organization',
		finds: `
			select shared.name from unnest(array[${shared}]) as shared (name)
			left join ${tables} t on t.schema = 'public' and t.relname = shared.name
			where t.oid is null or t.org_id is not null`,
		says: ({ name }) =>
			`${name}: it has an org_id, or is not there. Take it out of src/lib/server/shared-tables.ts, so ` +
			`that reads of it repeat the organization.`,
		// A change to one of those tables would lock it for all others who use it now.
		careless: []
	},
	{
		name: 'every row of a tenant has an organization',
		finds: `select on_table from ${columns} c where attnum = org_id and not attnotnull`,
		says: ({ on_table }) =>
			`${on_table}: its org_id may be null, and keys that carry a null are not checked. ` +
			`Write "org_id text not null".`,
		careless: ['alter table public.careful alter column org_id drop not null']
	},
	{
		name: 'the tenant of a new row comes from the token',
		finds: `
			select on_table from ${columns} c
			where attnum = org_id and has_any_column_privilege('authenticated', oid, 'insert')
				and "default" is distinct from '(auth.jwt() ->> ''org_id''::text)'`,
		says: ({ on_table }) =>
			`${on_table}: the org_id of a new row does not come from the token. Write "org_id text not null ` +
			`default (auth.jwt() ->> 'org_id')", as ${examples.table} does.`,
		careless: ['alter table public.careful alter column org_id drop default']
	},
	{
		name: 'what the database fills in is no input',
		finds: `
			select on_table, name from ${columns} c
			where writable and name in ('id', 'org_id', 'created_by', 'created_at', 'updated_at')`,
		says: ({ on_table, name }) =>
			`${on_table}: people may write its ${name}, which the database fills in. Leave ${name} out of the ` +
			`grants of insert and update, as ${examples.table} does.`,
		careless: [
			'grant insert (org_id) on public.careful to authenticated',
			'grant update (created_by) on public.careful to authenticated',
			'grant insert (id) on public.careful to authenticated'
		]
	},
	{
		name: 'an index of every tenant table starts with the organization',
		finds: `
			select name from ${tables} t
			where org_id is not null and not exists (
				select from pg_index i
				where i.indrelid = t.oid and i.indkey[0] = t.org_id and i.indpred is null and i.indisvalid
			)`,
		says: ({ name }) =>
			`${name}: no index of it starts with org_id, so each list reads the rows of all organizations. ` +
			`Write "create index on ${name} (org_id, created_at desc, id desc);", as ${examples.table} does.`,
		careless: [
			`alter table public.careful drop constraint careful_org_id_parent_id_fkey,
				drop constraint careful_org_id_id_key;
			drop index public.careful_org_id_parent_id_idx`
		]
	},
	{
		name: 'ids count nothing',
		finds: `
			select on_table, name from ${columns} c
			where org_id is not null and (attidentity <> '' or "default" like 'nextval(%')`,
		says: ({ on_table, name }) =>
			`${on_table}: its ${name} counts the rows of all organizations, which tells each how busy the ` +
			`others are. Write "id uuid primary key default gen_random_uuid()".`,
		careless: [
			'alter table public.careful add number serial',
			'alter table public.careful add number integer generated always as identity'
		]
	},
	{
		name: 'a form can tell that a row changed meanwhile',
		finds: `
			select name from ${tables} t
			where has_any_column_privilege('authenticated', oid, 'update') and not exists (
				select from pg_trigger g
				where g.tgrelid = t.oid and g.tgfoid = 'app.touch_updated_at()'::regprocedure
					and g.tgenabled <> 'D' and g.tgattr = ''
					-- for each row, before, update
					and g.tgtype & 19 = 19
					-- A condition has to look at every column that people may change.
					and (g.tgqual is null or not exists (
						select from ${columns} c
						where c.oid = t.oid and has_column_privilege('authenticated', c.oid, c.attnum, 'update')
							and not pg_get_triggerdef(g.oid) ~ format('old\\.%1$s\\M.* IS DISTINCT FROM .*new\\.%1$s\\M', c.name)
					))
			)`,
		says: ({ name }) =>
			`${name}: people may change it and nothing keeps its updated_at, so that one's change can ` +
			`overwrite another's unseen. Write "create trigger touch_updated_at before update on ${name} for ` +
			`each row execute function app.touch_updated_at();", as ${examples.table} does; with a condition, ` +
			`if there is one, that compares every column of the grant of update.`,
		careless: [
			'drop trigger touch_updated_at on public.careful',
			`drop trigger touch_updated_at on public.careful;
			create trigger touch_updated_at before update on public.careful
				for each row when (old.title is distinct from new.title)
				execute function app.touch_updated_at()`
		]
	},
	{
		name: 'the audit log tells of every write that people may do',
		finds: `
			select name, command from ${tables} t
			cross join (values ('insert', 4), ('delete', 8), ('update', 16)) c (command, bit)
			where schema = 'public' and org_id is not null
				and case command
					when 'delete' then has_table_privilege('authenticated', oid, command)
					else has_any_column_privilege('authenticated', oid, command)
				end
				and not exists (
					select from pg_trigger g
					where g.tgrelid = t.oid and g.tgfoid = 'app.write_audit_event()'::regprocedure
						and g.tgenabled <> 'D' and g.tgattr = ''
						-- for each row, after, this command
						and g.tgtype & 1 = 1 and g.tgtype & 66 = 0 and g.tgtype & bit <> 0
				)`,
		says: ({ name, command }) =>
			`${name}: people may ${command} its rows, and the audit log does not tell of it. Write "create ` +
			`trigger write_audit_event after ${command} on ${name} for each row execute function ` +
			`app.write_audit_event('{}', 'id');", as ${examples.table} does.`,
		careless: [
			'drop trigger write_audit_event on public.careful',
			'alter table public.careful disable trigger write_audit_event_of_change'
		]
	},
	{
		name: 'what people write is in no statistics',
		finds: `
			with written as (
				select on_table, oid, attnum, name, attstattarget from ${columns} c
				where writable and (atttypid in ('json'::regtype, 'jsonb'::regtype) or exists (
					select from pg_type y left join pg_type item on item.oid = y.typelem
					where y.oid = atttypid and 'S' in (y.typcategory, item.typcategory)
				)) and not exists (
					select from pg_constraint k
					where k.conrelid = c.oid and c.attnum = any (k.conkey) and (
						k.contype = 'f' or (k.contype = 'c' and pg_get_constraintdef(k.oid)
							~ format('^CHECK \\(\\(%s = (ANY \\(ARRAY\\[|''[^'']*''::text\\)\\)$)', quote_ident(name)))
					)
				)
			)
			select on_table, name,
				format('alter table %s alter column %I set statistics 0;', on_table, name) as remedy
			from written where attstattarget <> 0
			union all
			select w.on_table, format('%s in %s', w.name, e.stxname),
				format('drop statistics %I.%I;', e.stxnamespace::regnamespace, e.stxname)
			from written w join pg_statistic_ext e on e.stxrelid = w.oid and w.attnum = any (e.stxkeys)
			union all
			select t.name, pg_get_indexdef(i.indexrelid, a.attnum, true),
				format('alter index %s alter column %s set statistics 0;', i.indexrelid::regclass, a.attnum)
			from ${tables} t
			join pg_index i on i.indrelid = t.oid
			join pg_attribute a on a.attrelid = i.indexrelid
			join pg_type y on y.oid = a.atttypid
			where t.schema = 'public' and i.indkey[a.attnum - 1] = 0
				and y.typcategory = 'S' and coalesce(a.attstattarget, -1) <> 0`,
		says: ({ on_table, name, remedy }) =>
			`${on_table}: Postgres keeps statistics of ${name}, from which its estimates tell what other ` +
			`organizations wrote (docs/decisions/0005). Write "${remedy}", as ${examples.estimates} does; or, ` +
			`if it is a choice, list its values: "check (… in ('…', '…'))".`,
		careless: [
			'alter table public.careful alter column title set statistics -1',
			`alter table public.careful add labels text[], add details jsonb;
			grant insert (labels, details) on public.careful to authenticated`,
			'create index careless on public.careful (org_id, lower(title))',
			'create statistics public.careless on title, status from public.careful',
			`alter table public.careful drop constraint careful_status_check,
				add constraint careful_status_check check (status <> '')`
		]
	}
];
