import type { ClientBase, DatabaseError } from 'pg';

/** An object of the database and what is said of it, by aspect: its definition, owner, rights … */
export type Catalog = Map<string, Record<string, string>>;

/**
 * Everything that migrations make, as Postgres itself writes it: schemas, tables, columns, constraints,
 * indexes, views, sequences, types, functions with their bodies, policies, triggers, rights, owners,
 * and what new objects would be granted. What extensions own is theirs. Names like
 * `policy "members can read projects" on public.projects`.
 */
export async function readCatalog(client: ClientBase): Promise<Catalog> {
	await client.query(`begin transaction read only; set local lock_timeout = '10s'`);
	try {
		return await catalogIn(client);
	} catch (error) {
		if ((error as DatabaseError).code !== '55P03') throw error;
		throw new Error(
			'Another session holds a table so that nobody can even look at it. Try again when it is done.',
			{ cause: error }
		);
	} finally {
		await client.query('rollback');
	}
}

/** The same, as the transaction sees it that is open. */
export async function catalogIn(client: ClientBase): Promise<Catalog> {
	// So that every name is written out.
	await client.query(`set local search_path = ''`);
	const { rows } = await client.query<{ object: string; aspect: string; value: string }>(query);
	const catalog: Catalog = new Map();
	for (const { object, aspect, value } of rows) {
		catalog.set(object, { ...catalog.get(object), [aspect]: value });
	}
	return catalog;
}

const ours = `n.nspname in ('public', 'app')`;

const isOwn = (kind: string, oid: string) => `not exists (
	select from pg_depend d where d.classid = '${kind}'::regclass and d.objid = ${oid} and d.deptype = 'e'
)`;

/** Who else than the owner may do what, in words and in order. */
const rights = (acl: string, owner: string) => `(
	select coalesce(string_agg(one, '; ' order by one), 'nobody') from (
		select format('%s: %s', case x.grantee when 0 then 'public' else pg_get_userbyid(x.grantee)::text end,
			string_agg(lower(x.privilege_type) || case when x.is_grantable then ' (and pass it on)' else '' end,
				', ' order by x.privilege_type)) as one
		from aclexplode(${acl}) x where x.grantee <> ${owner} group by x.grantee
	) s
)`;

/** Names of one column each, since rows of several kinds are put together. */
const relation = `format('%s %I.%I', case c.relkind
	when 'r' then 'table' when 'p' then 'table' when 'v' then 'view' when 'm' then 'materialized view'
	when 'S' then 'sequence' when 'f' then 'foreign table' when 'c' then 'type' else 'relation' end,
	n.nspname, c.relname)`;

const query = `
with relations as (
	select c.*, n.nspname, ${relation} as object
	from pg_class c join pg_namespace n on n.oid = c.relnamespace
	where ${ours} and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f', 'c') and ${isOwn('pg_class', 'c.oid')}
),
functions as (
	select p.*, format('function %s', p.oid::regprocedure) as object
	from pg_proc p join pg_namespace n on n.oid = p.pronamespace
	where ${ours} and ${isOwn('pg_proc', 'p.oid')}
),
types as (
	select t.*, format('type %I.%I', n.nspname, t.typname) as object
	from pg_type t join pg_namespace n on n.oid = t.typnamespace
	where ${ours} and t.typtype in ('e', 'd', 'r') and ${isOwn('pg_type', 't.oid')}
),
facts (object, aspect, value) as (
	-- Of public, what people may do: its owner and the rest are the project's.
	select format('schema %I', n.nspname), 'rights',
		case n.nspname when 'public' then concat(
			has_schema_privilege('anon', n.oid, 'create'), has_schema_privilege('authenticated', n.oid, 'create'))
		else ${rights('n.nspacl', 'n.nspowner')} end
	from pg_namespace n where ${ours}
	union all
	select 'schema app', 'owner', pg_get_userbyid(n.nspowner) from pg_namespace n where n.nspname = 'app'

	union all
	select object, 'owner', pg_get_userbyid(relowner)::text from relations
	union all
	select object, 'rights', ${rights(`coalesce(relacl, acldefault(case relkind when 'S' then 's' else 'r' end::"char", relowner))`, 'relowner')}
	from relations where relkind <> 'c'
	union all
	select object, 'row level security', case
		when relrowsecurity and relforcerowsecurity then 'on, also for its owner'
		when relrowsecurity then 'on, not for its owner' else 'off' end
	from relations where relkind in ('r', 'p')
	union all
	select object, 'options', concat_ws(' ', relpersistence, relreplident, array_to_string(reloptions, ', '))
	from relations where relkind <> 'c'
	union all
	select object, 'definition', pg_get_viewdef(oid) from relations where relkind in ('v', 'm')
	union all
	select object, 'definition', concat_ws(' ', format_type(s.seqtypid, null), s.seqstart, s.seqincrement,
		s.seqmin, s.seqmax, s.seqcycle)
	from relations join pg_sequence s on s.seqrelid = relations.oid

	union all
	select format('column %I.%I.%I', c.nspname, c.relname, a.attname), aspect, value
	from relations c
	join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
	left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
	cross join lateral (values
		('type', format_type(a.atttypid, a.atttypmod)),
		('null', case when a.attnotnull then 'not null' else 'may be null' end),
		('default', coalesce(pg_get_expr(d.adbin, d.adrelid), 'none')),
		('collation', coalesce(nullif(a.attcollation, 0)::regcollation::text, 'none')),
		('options', concat_ws(' ', a.attidentity, a.attgenerated, a.attstattarget, array_to_string(a.attoptions, ', '))),
		('rights', ${rights('a.attacl', 'c.relowner')})
	) s (aspect, value)
	where c.relkind <> 'S'

	union all
	-- Later versions of Postgres also list "not null" here, which stands with the columns.
	select format('constraint %I on %s', k.conname, coalesce(nullif(k.conrelid, 0)::regclass::text, k.contypid::regtype::text)),
		'definition', pg_get_constraintdef(k.oid) || case when k.convalidated then '' else ' (not validated)' end
	from pg_constraint k join pg_namespace n on n.oid = k.connamespace
	where ${ours} and k.contype in ('c', 'f', 'p', 'u', 'x') and k.conparentid = 0 and ${isOwn('pg_constraint', 'k.oid')}

	union all
	select format('index %s', i.indexrelid::regclass), 'definition',
		pg_get_indexdef(i.indexrelid) || case when i.indisvalid then '' else ' (not valid: it was left half made)' end
	from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
	where ${ours} and ${isOwn('pg_class', 'i.indrelid')}
	union all
	select format('statistics %I.%I', n.nspname, e.stxname), 'definition', pg_get_statisticsobjdef(e.oid)
	from pg_statistic_ext e join pg_namespace n on n.oid = e.stxnamespace where ${ours}

	union all
	select object, 'owner', pg_get_userbyid(proowner)::text from functions
	union all
	select object, 'rights', ${rights(`coalesce(proacl, acldefault('f', proowner))`, 'proowner')} from functions
	union all
	select object, 'definition', case when prokind in ('f', 'p') then pg_get_functiondef(oid) else prosrc end from functions

	union all
	select object, 'owner', pg_get_userbyid(typowner)::text from types
	union all
	select object, 'definition', case typtype
		when 'e' then (select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder) from pg_enum e where e.enumtypid = types.oid)
		else concat_ws(' ', typtype, format_type(typbasetype, typtypmod), typdefault, typnotnull) end
	from types

	union all
	select format('policy %I on %s', p.polname, p.polrelid::regclass), aspect, value
	from pg_policy p
	join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
	cross join lateral (values
		('using', coalesce(pg_get_expr(p.polqual, p.polrelid), 'nothing')),
		('with check', coalesce(pg_get_expr(p.polwithcheck, p.polrelid), 'nothing')),
		('command', concat_ws(' ', case when p.polpermissive then 'permissive' else 'restrictive' end, p.polcmd)),
		('roles', (select string_agg(case r when 0 then 'public' else pg_get_userbyid(r)::text end, ', ' order by r) from unnest(p.polroles) r))
	) s (aspect, value)
	where ${ours}

	union all
	select format('trigger %I on %s', t.tgname, t.tgrelid::regclass), aspect, value
	from pg_trigger t
	join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
	cross join lateral (values
		-- Prettily, without the brackets that differ with how it came.
		('definition', pg_get_triggerdef(t.oid, true)),
		('state', case t.tgenabled when 'O' then 'on' when 'D' then 'off' else 'for replicas' end)
	) s (aspect, value)
	where ${ours} and not t.tgisinternal
	union all
	select format('rule %I on %s', r.rulename, r.ev_class::regclass), 'definition', pg_get_ruledef(r.oid)
	from pg_rewrite r
	join pg_class c on c.oid = r.ev_class join pg_namespace n on n.oid = c.relnamespace
	where ${ours} and r.rulename <> '_RETURN'

	union all
	-- What everything new would be granted, were nothing said.
	select format('default rights to %s', what), 'rights', ${rights(
		`coalesce((
			select d.defaclacl from pg_default_acl d
			where d.defaclrole = 'postgres'::regrole and d.defaclnamespace = 0 and d.defaclobjtype = type_in_catalog
		), acldefault(type, 'postgres'::regrole))`,
		`'postgres'::regrole`
	)} || ', in public ' || ${rights(
		`(select d.defaclacl from pg_default_acl d
			where d.defaclrole = 'postgres'::regrole and d.defaclnamespace = 'public'::regnamespace
				and d.defaclobjtype = type_in_catalog)`,
		`'postgres'::regrole`
	)}
	from (values ('tables', 'r'::"char"), ('functions', 'f'::"char"), ('sequences', 'S'::"char")) o (what, type_in_catalog)
	cross join lateral (select case type_in_catalog when 'S' then 's'::"char" else type_in_catalog end as type) t

	union all
	-- What the Data API is told by the role it signs in as.
	select 'role authenticator', split_part(setting, '=', 1), substr(setting, strpos(setting, '=') + 1)
	from pg_db_role_setting s, unnest(s.setconfig) setting
	where s.setrole = 'authenticator'::regrole and s.setdatabase = 0 and setting ~ '^(pgrst\\.|plan_cache_mode)'
)
select object, aspect, coalesce(value, '') as value from facts order by object, aspect`;
