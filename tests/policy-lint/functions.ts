import { columns, functions, policies, tables, views } from './catalog.ts';
import { examples, type Rule } from './rule.ts';

/** What runs as somebody else, what may be run by whom, and what must not be asked at all. */
export const functionRules: Rule[] = [
	{
		name: 'functions that run as their owner are not served',
		finds: `select name from ${functions} f where prosecdef and schema = 'public'`,
		says: ({ name }) =>
			`${name}: it is security definer and the API serves it, so row level security holds nobody who calls ` +
			`it. Make it an invoker function, or move it to the schema app and serve it through one with an ` +
			`SQL-standard body, as ${examples.served} does.`,
		careless: ['alter function public.first_careful() security definer']
	},
	{
		name: 'functions that run as their owner see all rows',
		finds: `
			select f.name, r.rolname as role from ${functions} f
			join pg_roles r on r.oid = f.proowner
			where f.prosecdef and not (r.rolbypassrls or r.rolsuper)`,
		says: ({ name, role }) =>
			`${name}: its owner ${role} is held by row level security, so it sees none of the rows it is about. ` +
			`Write "alter function ${name} owner to postgres;".`,
		careless: [
			`create role careless; grant careless to postgres;
			grant usage, create on schema app to careless;
			alter function app.first_careful() owner to careless`
		]
	},
	{
		name: 'every function has a fixed search path',
		finds: `
			select name from ${functions} f
			where not coalesce('search_path=""' = any (proconfig), false)`,
		says: ({ name }) =>
			`${name}: its search path is the caller's, who can put other tables under the names it uses. Write ` +
			`"set search_path = ''" and the schema before each name.`,
		careless: [
			'alter function app.first_careful() reset search_path',
			'alter function app.first_careful() set search_path = public'
		]
	},
	{
		name: 'no function is for those who are not signed in',
		finds: `
			select name, case when 'public' = any (roles) then 'public' else 'anon' end as role
			from ${functions} f
			where roles && array['anon', 'public'] and not exists (
				-- But the one that runs before every request, also before theirs.
				select from pg_roles r, unnest(r.rolconfig) setting
				where r.rolname = 'authenticator'
					and setting = 'pgrst.db_pre_request=' || f.schema || '.' || f.proname
			)`,
		says: ({ name, role }) =>
			`${name}: ${role} may execute it. Write "revoke execute on function ${name} from ${role};" and ` +
			`grant it to authenticated, or to service_role for what only the app's server calls.`,
		careless: [
			'grant execute on function public.first_careful() to anon',
			'grant execute on function app.first_careful() to public'
		]
	},
	{
		name: 'what changes something asks whether somebody acts in another’s name',
		finds: `
			select f.name from ${functions} f
			join pg_proc p on p.oid = f.oid
			where f.schema = 'public' and p.provolatile = 'v' and 'authenticated' = any (f.roles)
				and not exists (
					select from ${functions} g
					where (g.oid = f.oid or f.body ~ ('app\\.' || g.proname || '\\('))
						and g.body ~ 'app\\.is_impersonated\\(\\)'
				)`,
		says: ({ name }) =>
			`${name}: it may change something, and support staff who act in a person's name may call it. Mark ` +
			`it stable if it only reads. If not, begin it with "if app.is_impersonated() then raise …", as ` +
			`${examples.impersonation} explains.`,
		careless: [
			`alter function public.first_careful() volatile`,
			`create function public.careless() returns void language sql set search_path = ''
				begin atomic delete from public.careful; end;
			grant execute on function public.careless() to authenticated`
		]
	},
	{
		name: 'functions of triggers are nobody’s to execute',
		finds: `
			select name, array_to_string(roles, ', ') as roles from ${functions} f
			where prorettype = 'trigger'::regtype and roles <> '{}'`,
		says: ({ name, roles }) =>
			`${name}: ${roles} may execute it, which a trigger does not need. Write "revoke execute on function ` +
			`${name} from ${roles};".`,
		careless: [
			`create function app.careless() returns trigger language plpgsql set search_path = ''
				as $$ begin return null; end $$;
			grant execute on function app.careless() to authenticated`
		]
	},
	{
		name: 'nothing asks for claims but through auth.jwt() and our helpers',
		finds: `
			select place, match[1] as call from (
				select on_table || ', policy "' || policy || '"', expression, true from ${policies} p
				union all
				select on_table || ', default of ' || name, "default", false from ${columns} c
				union all
				select t.name || ', ' || k.conname, pg_get_constraintdef(k.oid), false
				from ${tables} t join pg_constraint k on k.conrelid = t.oid and k.contype = 'c'
				union all
				select t.name || ', trigger ' || g.tgname, pg_get_triggerdef(g.oid), false
				from ${tables} t join pg_trigger g on g.tgrelid = t.oid
				union all
				select name, definition, true from ${views} v
				union all
				-- What a comment says is not asked for.
				select name, regexp_replace(body, '--[^\\n]*', '', 'g'), false from ${functions} f
			) x (place, text, is_live)
			cross join regexp_match(text, case when is_live
				then '(auth\\.\\w+\\(|current_setting\\()'
				else '(auth\\.(?:uid|role|email)\\(|current_setting\\(''request\\.jwt[^)]*)' end) match
			where match is not null`,
		says: ({ place, call }) =>
			`${place}: it asks ${call}…), which ` +
			(/auth\.(uid|email)/.test(call ?? '')
				? 'fails on the ids of WorkOS or knows nothing of them'
				: 'says what was true when the token was minted') +
			'. Use (select app.user_id()), (select app.org_id()) or (select app.is_admin()); in a default, auth.jwt().',
		careless: [
			`alter policy "members can read notes" on public.careful
				using (org_id = (select app.org_id()) and created_by = (select auth.uid())::text)`,
			`alter policy "members can read notes" on public.careful
				using (org_id = (select app.org_id()) and created_by = (select auth.jwt() ->> 'sub'))`,
			`alter policy "members can read notes" on public.careful
				using (org_id = (select app.org_id()) and (select current_setting('x.y', true)) = '')`,
			`alter table public.careful alter column created_by set default auth.uid()`,
			`alter table public.careful add check (auth.role() = 'authenticated')`,
			`create or replace view public.careful_open with (security_invoker = true) as
				select n.id, n.title from public.careful n where n.created_by = auth.uid()::text`,
			`create or replace function app.first_careful() returns uuid language sql set search_path = ''
				return auth.uid()`,
			`create or replace function app.first_careful() returns uuid language plpgsql set search_path = ''
				as $$ begin return current_setting('request.jwt.claims')::jsonb ->> 'sub'; end $$`
		]
	}
];
