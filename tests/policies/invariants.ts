/*
 * Facts that are true of every table, policy and function, whichever come next. Each query finds
 * what breaks its fact and says what it is; none may find anything.
 */

const relations = `
	select c.oid, c.oid::regclass::text as name, c.relnamespace::regnamespace::text as schema,
		c.relrowsecurity, c.relforcerowsecurity
	from pg_class c
	where c.relnamespace in ('public'::regnamespace, 'app'::regnamespace) and c.relkind in ('r', 'p')`;

const functions = `
	select p.oid, p.oid::regprocedure::text as name, p.proname, p.pronamespace::regnamespace::text as schema,
		p.prosecdef, p.proconfig, p.proowner, p.prosqlbody
	from pg_proc p
	where p.pronamespace in ('public'::regnamespace, 'app'::regnamespace)`;

const policies = `
	select tablename, schemaname, policyname, permissive, roles, cmd, qual, with_check,
		schemaname || '.' || tablename || ', "' || policyname || '"' as name
	from pg_policies`;

const tenantTables = `
	select c.oid, c.oid::regclass::text as name, a.attnum as org_id
	from pg_class c
	join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
	where c.relnamespace in ('public'::regnamespace, 'app'::regnamespace) and c.relkind in ('r', 'p')`;

export const invariants: Record<string, string> = {
	'row level security is on and forced for every table': `
		select name from (${relations}) r where not relrowsecurity or not relforcerowsecurity`,

	'every table of the API has a policy': `
		select name from (${relations}) r
		where schema = 'public' and not exists (select from pg_policy p where p.polrelid = r.oid)`,

	'nothing is granted to anon': `
		select name || ', ' || privilege as name
		from (${relations}) r
		cross join unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) privilege
		where has_table_privilege('anon', r.oid, privilege)
			or (privilege in ('select', 'insert', 'update', 'references')
				and has_any_column_privilege('anon', r.oid, privilege))
		union all
		select c.oid::regclass::text || ', sequence'
		from pg_class c
		where c.relnamespace in ('public'::regnamespace, 'app'::regnamespace)
			and case when c.relkind = 'S' then has_sequence_privilege('anon', c.oid, 'usage, select, update') end`,

	'nothing is granted to the secret key but functions': `
		select name || ', ' || privilege as name
		from (${relations}) r
		cross join unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) privilege
		where has_table_privilege('service_role', r.oid, privilege)
			or (privilege in ('select', 'insert', 'update', 'references')
				and has_any_column_privilege('service_role', r.oid, privilege))`,

	'people write by column, and never truncate': `
		select name || ', ' || privilege as name
		from (${relations}) r
		cross join unnest(array['insert', 'update', 'truncate', 'references', 'trigger']) privilege
		where has_table_privilege('authenticated', r.oid, privilege)`,

	'people have no grant outside the schema of the API': `
		select name from (${relations}) r
		where schema <> 'public'
			and (has_table_privilege('authenticated', r.oid, 'select, insert, update, delete')
				or has_any_column_privilege('authenticated', r.oid, 'select, insert, update'))`,

	'nobody has usage on the schema of the helpers': `
		select role as name from unnest(array['anon', 'authenticated', 'service_role', 'authenticator']) role
		where has_schema_privilege(role, 'app', 'usage') or has_schema_privilege(role, 'app', 'create')`,

	'helpers are evaluated once per statement': `
		select name from (${policies}) p
		where regexp_replace(concat_ws(' ', qual, with_check), '\\( SELECT \\w+\\.\\w+\\(\\) AS \\w+\\)', '', 'g')
			~ '\\m(auth|app|public)\\.\\w+\\(|current_setting'`,

	'every side of a policy names the organization': `
		select p.name from (${policies}) p
		join (${tenantTables}) t on t.oid = format('%I.%I', p.schemaname, p.tablename)::regclass
		where p.permissive = 'PERMISSIVE' and not (
			coalesce(p.qual, p.with_check) ~ 'org_id = \\( SELECT app\\.org_id\\(\\)'
			and coalesce(p.with_check, p.qual) ~ 'org_id = \\( SELECT app\\.org_id\\(\\)'
		)`,

	'policies are for people who are signed in': `
		select name from (${policies}) p where roles <> array['authenticated'::name]`,

	'each command has one policy of its own': `
		select min(name) as name from (${policies}) p
		where permissive = 'PERMISSIVE' group by schemaname, tablename, cmd having count(*) > 1
		union all
		select name from (${policies}) p where cmd = 'ALL'`,

	'an update is judged before and after': `
		select name from (${policies}) p where cmd = 'UPDATE' and (qual is null or with_check is null)`,

	'a new row says who made it': `
		select p.name from (${policies}) p
		join information_schema.columns c
			on (c.table_schema, c.table_name, c.column_name) = (p.schemaname, p.tablename, 'created_by')
		where p.cmd = 'INSERT' and p.permissive = 'PERMISSIVE' and p.with_check !~ 'created_by = \\( SELECT app\\.user_id\\(\\)'`,

	'an index of every tenant table starts with the organization': `
		select name from (${tenantTables}) t
		where not exists (select from pg_index i where i.indrelid = t.oid and i.indkey[0] = t.org_id)`,

	'what people choose is unique within an organization only': `
		select i.indexrelid::regclass::text as name
		from pg_index i
		join (${tenantTables}) t on t.oid = i.indrelid
		where i.indisunique and i.indkey[0] <> t.org_id and exists (
			select from unnest(i.indkey) as k (attnum)
			where attnum > 0 and has_column_privilege('authenticated', t.oid, attnum, 'insert, update')
		)`,

	'keys between tenant tables carry the organization': `
		select t.name || ', ' || k.conname as name
		from pg_constraint k
		join (${tenantTables}) t on t.oid = k.conrelid
		join (${tenantTables}) target on target.oid = k.confrelid
		where k.contype = 'f' and not (t.org_id = any (k.conkey) and target.org_id = any (k.confkey))`,

	'the tenant of a new row comes from the token': `
		select t.name from (${tenantTables}) t
		left join pg_attrdef d on d.adrelid = t.oid and d.adnum = t.org_id
		where has_any_column_privilege('authenticated', t.oid, 'insert')
			and (d.oid is null or pg_get_expr(d.adbin, d.adrelid) <> '(auth.jwt() ->> ''org_id''::text)'
				or has_column_privilege('authenticated', t.oid, t.org_id, 'insert, update'))`,

	'functions that run as their owner are not served': `
		select name from (${functions}) f where prosecdef and schema = 'public'`,

	'functions that run as their owner see all rows': `
		select name from (${functions}) f
		join pg_roles r on r.oid = f.proowner
		where f.prosecdef and not (r.rolbypassrls or r.rolsuper)`,

	'every function has a fixed search path': `
		select name from (${functions}) f
		where not coalesce('search_path=""' = any (proconfig), false)`,

	'no function is for those who are not signed in': `
		select name from (${functions}) f
		where has_function_privilege('anon', f.oid, 'execute') and not exists (
			-- But the one that runs before every request, also before theirs.
			select from pg_roles r, unnest(r.rolconfig) setting
			where r.rolname = 'authenticator'
				and setting = 'pgrst.db_pre_request=' || f.schema || '.' || f.proname
		)`,

	'views see with the eyes of who asks': `
		select c.oid::regclass::text as name from pg_class c
		where c.relnamespace = 'public'::regnamespace and c.relkind in ('v', 'm')
			and not coalesce('security_invoker=true' = any (c.reloptions) or 'security_invoker=on' = any (c.reloptions), false)`
};
