/*
 * What rules look at, as queries to select from. They expect an empty search path, so that every
 * name is written out.
 */

const ours = `n.nspname in ('public', 'app')`;

/** Tables; those of a tenant have the number of their column org_id. */
export const tables = `(
	select c.oid, format('%I.%I', n.nspname, c.relname) as name, n.nspname as schema, c.relname,
		c.relrowsecurity, c.relforcerowsecurity, a.attnum as org_id
	from pg_class c
	join pg_namespace n on n.oid = c.relnamespace
	left join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
	where ${ours} and c.relkind in ('r', 'p')
)`;

/** Columns of tables, with what people are granted on each. */
export const columns = `(
	select t.name as on_table, t.oid, t.schema, t.org_id, a.attname as name, a.attnum, a.atttypid,
		a.attnotnull, a.attidentity, coalesce(a.attstattarget, -1) as attstattarget,
		pg_get_expr(d.adbin, d.adrelid) as default,
		has_column_privilege('authenticated', t.oid, a.attnum, 'insert, update') as writable
	from ${tables} t
	join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
	left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
)`;

/** Policies, one row for each side: what is judged before a write or a read, and what after. */
export const policies = `(
	select format('%I.%I', p.schemaname, p.tablename) as on_table, p.policyname as policy,
		p.permissive, p.roles, p.cmd, p.qual, p.with_check, t.org_id, side, expression
	from pg_policies p
	join ${tables} t on t.name = format('%I.%I', p.schemaname, p.tablename)
	cross join lateral (values ('using', p.qual), ('with check', p.with_check)) s (side, expression)
	where expression is not null
)`;

/** Functions, with the roles that may execute each beside its owner. */
export const functions = `(
	select p.oid, p.oid::regprocedure::text as name, n.nspname as schema, p.proname, p.prosecdef,
		p.proconfig, p.proowner, p.prorettype, coalesce(pg_get_function_sqlbody(p.oid), p.prosrc) as body,
		array(
			select case x.grantee when 0 then 'public' else pg_get_userbyid(x.grantee)::text end
			from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x
			where x.grantee <> p.proowner
		) as roles
	from pg_proc p
	join pg_namespace n on n.oid = p.pronamespace
	where ${ours}
)`;

/** Views of both kinds, and tables that are elsewhere. */
export const views = `(
	select c.oid, format('%I.%I', n.nspname, c.relname) as name, n.nspname as schema, c.relkind,
		c.reloptions, case when c.relkind <> 'f' then pg_get_viewdef(c.oid) end as definition
	from pg_class c
	join pg_namespace n on n.oid = c.relnamespace
	where ${ours} and c.relkind in ('v', 'm', 'f')
)`;

/** Grants on tables, views and sequences; those by column have its name. */
export const grants = `(
	select format('%I.%I', n.nspname, c.relname) as name, n.nspname as schema, c.relkind, x.column,
		lower(x.privilege_type) as privilege,
		case x.grantee when 0 then 'public' else pg_get_userbyid(x.grantee)::text end as role
	from pg_class c
	join pg_namespace n on n.oid = c.relnamespace
	cross join lateral (
		select e.grantee, e.privilege_type, null::name as column from aclexplode(c.relacl) e
		union all
		select e.grantee, e.privilege_type, a.attname
		from pg_attribute a cross join aclexplode(a.attacl) e
		where a.attrelid = c.oid
	) x
	where ${ours} and x.grantee <> c.relowner
)`;

/** The names of these columns of a table, in their order. */
export const namesOf = (table: string, numbers: string) => `(
	select string_agg(quote_ident(a.attname), ', ' order by c.place)
	from unnest(${numbers}) with ordinality c (attnum, place)
	join pg_attribute a on a.attrelid = ${table} and a.attnum = c.attnum
)`;
