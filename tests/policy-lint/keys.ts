import { columns, namesOf, tables } from './catalog.ts';
import { examples, type Rule } from './rule.ts';

const key = `
	join pg_constraint k on k.conrelid = t.oid and k.contype = 'f' and k.conparentid = 0
	join ${tables} target on target.oid = k.confrelid`;

const withoutOrganization = (numbers: string, organization: string) =>
	`array_remove(${numbers}, ${organization})`;

/** How tables of tenants point at each other. A policy does not hold a key: it sees all rows. */
export const keyRules: Rule[] = [
	{
		name: 'keys to the table of a tenant carry the organization',
		finds: `
			select t.name, k.conname as key, target.name as target, ${namesOf('t.oid', 'k.conkey')} as columns,
				${namesOf('t.oid', withoutOrganization('k.conkey', 't.org_id'))} as ours,
				${namesOf('target.oid', withoutOrganization('k.confkey', 'target.org_id'))} as theirs
			from ${tables} t ${key}
			where target.org_id is not null and not exists (
				select from unnest(k.conkey, k.confkey) pair (ours, theirs)
				where pair.ours = t.org_id and pair.theirs = target.org_id
			)`,
		says: ({ name, columns, target, ours, theirs }) =>
			`${name}: its key (${columns}) to ${target} does not carry the organization, so a row can point at ` +
			`one of another organization, and whether that works tells that it exists. Write "foreign key ` +
			`(org_id, ${ours}) references ${target} (org_id, ${theirs})", as ${examples.table} does.`,
		careless: [
			'alter table public.careful add other_id uuid references public.careful (id)',
			`alter table public.careful add other text, add unique (id, org_id),
				add foreign key (parent_id, other) references public.careful (id, org_id)`,
			`create table public.careless (id uuid primary key references public.careful (id))`
		]
	},
	{
		name: 'people choose no row that belongs to no organization',
		finds: `
			select c.on_table, c.name, target.name as target
			from ${columns} c
			join pg_constraint k on k.conrelid = c.oid and k.contype = 'f' and c.attnum = any (k.conkey)
			join ${tables} target on target.oid = k.confrelid
			where c.writable and c.org_id is not null and target.org_id is null`,
		says: ({ on_table, name, target }) =>
			`${on_table}: people may set its ${name} to any row of ${target}, and learn which exist. For a person, ` +
			`write "foreign key (org_id, ${name}) references public.memberships (org_id, user_id)", as ` +
			`${examples.table} does.`,
		careless: [
			`create table public.careless (id uuid primary key);
			alter table public.careful add other_id uuid references public.careless (id);
			grant update (other_id) on public.careful to authenticated`
		]
	},
	{
		name: 'each key of a tenant table has an index that starts with the organization',
		finds: `
			select t.name, ${namesOf('t.oid', 'k.conkey')} as columns,
				coalesce(', ' || ${namesOf('t.oid', withoutOrganization('k.conkey', 't.org_id'))}, '') as ours
			from ${tables} t ${key}
			where t.org_id = any (k.conkey) and not exists (
				select from pg_index i
				where i.indrelid = t.oid and i.indkey[0] = t.org_id and i.indpred is null and i.indisvalid
					and (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey
			)`,
		says: ({ name, columns, ours }) =>
			`${name}: its key (${columns}) has no index that starts with org_id, so each change of the row it ` +
			`points at reads this whole table. Write "create index on ${name} (org_id${ours});".`,
		careless: ['drop index public.careful_org_id_parent_id_idx']
	},
	{
		name: 'what people choose is unique within an organization only',
		finds: `
			select t.name, i.indexrelid::regclass::text as index, ${namesOf('t.oid', 'i.indkey::int2[]')} as columns
			from pg_index i
			join ${tables} t on t.oid = i.indrelid
			where t.org_id is not null and (i.indisunique or i.indisexclusion) and i.indkey[0] <> t.org_id
				and (0 = any (i.indkey) or exists (
					select from unnest(i.indkey) as k (attnum)
					where has_column_privilege('authenticated', t.oid, attnum, 'insert, update')
				))`,
		says: ({ name, index, columns }) =>
			`${name}: ${index} is unique among all organizations, so a refusal tells that another one has that ` +
			`value. Write "unique (org_id, ${columns ?? '…'})".`,
		careless: [
			'alter table public.careful add unique (title)',
			'create unique index careless on public.careful (lower(title))',
			'alter table public.careful add exclude (title with =)'
		]
	}
];
