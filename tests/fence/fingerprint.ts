import type { Ask } from './breakage.ts';

/**
 * Everything that a breakage may touch, as one text: the same before it and after it was mended.
 * Triggers are written prettily, without the brackets that differ once one is made anew.
 */
export async function fingerprint(ask: Ask): Promise<string> {
	const rows = await ask<{ line: string }>(`
		select format('policy %s %s %s %s %s %s %s', schemaname, tablename, policyname, permissive, roles, qual, with_check) as line
		from pg_policies
		union all
		select format('table %s %s %s %s', oid::regclass, relrowsecurity, relforcerowsecurity, (
			select string_agg(format('%s %s', grantee::regrole, privilege_type), ', ' order by grantee::text, privilege_type)
			from aclexplode(relacl)
		)) from pg_class where relnamespace in ('public'::regnamespace, 'app'::regnamespace) and relkind = 'r'
		union all
		select format('column %s.%s %s %s %s', a.attrelid::regclass, a.attname, a.attstattarget,
			pg_get_expr(d.adbin, d.adrelid), (
				select string_agg(format('%s %s', x.grantee::regrole, x.privilege_type), ', ' order by x.grantee::text, x.privilege_type)
				from aclexplode(a.attacl) x
			))
		from pg_attribute a
		join pg_class c on c.oid = a.attrelid
		left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
		where c.relnamespace in ('public'::regnamespace, 'app'::regnamespace) and c.relkind = 'r' and a.attnum > 0
		union all
		select format('function %s %s', pg_get_functiondef(oid), (
			select string_agg(grantee::regrole::text, ', ' order by grantee::text) from aclexplode(proacl)
		)) from pg_proc where pronamespace in ('public'::regnamespace, 'app'::regnamespace)
		union all
		select format('trigger %s', pg_get_triggerdef(oid, true)) from pg_trigger where not tgisinternal
		union all
		select format('constraint %s %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid), convalidated)
		from pg_constraint where connamespace in ('public'::regnamespace, 'app'::regnamespace)
		order by 1`);
	return rows.map(({ line }) => line).join('\n');
}
