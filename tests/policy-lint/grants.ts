import { grants } from './catalog.ts';
import { examples, type Found, type Rule } from './rule.ts';

const listed = `
	select name, role, string_agg(distinct privilege, ', ') as privileges,
		string_agg(distinct privilege || coalesce(' (' || "column" || ')', ''), ', ') as what
	from ${grants} g`;

const revoke = ({ name, role, privileges, what }: Found) =>
	`${name}: ${role} has ${what}. Write "revoke ${privileges} on ${name} from ${role};"`;

/** Who may touch what at all, before any policy is asked. */
export const grantRules: Rule[] = [
	{
		name: 'nothing is granted to those who are not signed in',
		finds: `${listed} where role in ('anon', 'public') group by name, role`,
		says: (found) => `${revoke(found)}, or grant to authenticated instead.`,
		careless: [
			'grant select on public.careful to anon',
			'grant update (title) on public.careful to public',
			'create sequence public.careless; grant usage on sequence public.careless to anon'
		]
	},
	{
		name: 'nothing is granted to the secret key but functions',
		finds: `${listed} where role = 'service_role' group by name, role`,
		says: (found) =>
			`${revoke(found)}: row level security does not hold the secret key. Give it a function that does ` +
			`the one thing, as ${examples.closed} does.`,
		careless: ['grant select on public.careful to service_role']
	},
	{
		name: 'people write by column, and get nothing else',
		finds: `
			${listed}
			where role = 'authenticated' and schema = 'public' and not (
				relkind <> 'S' and (privilege in ('select', 'delete')
					or (privilege in ('insert', 'update') and "column" is not null))
			)
			group by name, role`,
		says: (found) =>
			`${revoke(found)}, and grant insert and update with a list of columns, as ${examples.table} does; ` +
			`never org_id, created_by or id.`,
		careless: [
			'grant insert on public.careful to authenticated',
			'grant all on public.careful to authenticated',
			'create sequence public.careless; grant usage on sequence public.careless to authenticated'
		]
	},
	{
		name: 'people have no grant outside the schema of the API',
		finds: `${listed} where role = 'authenticated' and schema <> 'public' group by name, role`,
		says: (found) =>
			`${revoke(found)}: what people may read stands in the schema public, with policies.`,
		careless: [
			'create table app.careless (id uuid primary key); grant select on app.careless to authenticated'
		]
	},
	{
		name: 'nobody sees into the schema of the helpers, and nobody creates anything',
		finds: `
			select role, lower(privilege) as privilege, schema
			from unnest(array['public', 'anon', 'authenticated', 'service_role', 'authenticator']) role
			cross join (values ('usage', 'app'), ('create', 'app'), ('create', 'public')) x (privilege, schema)
			where has_schema_privilege(role, schema, privilege)`,
		says: ({ role, privilege, schema }) =>
			`schema ${schema}: ${role} has ${privilege}. Write "revoke ${privilege} on schema ${schema} from ` +
			`${role};": nothing that the app does needs it.`,
		careless: [
			'grant usage on schema app to authenticated',
			'grant create on schema public to authenticated'
		]
	},
	{
		name: 'nothing is open by default',
		finds: `
			select case d.defaclobjtype when 'r' then 'tables' when 'f' then 'functions' else 'sequences' end as kind,
				case x.grantee when 0 then 'public' else pg_get_userbyid(x.grantee)::text end as role
			from pg_default_acl d cross join aclexplode(d.defaclacl) x
			where d.defaclrole = current_user::regrole and d.defaclobjtype in ('r', 'f', 'S')
				and d.defaclnamespace in (0, 'public'::regnamespace, 'app'::regnamespace)
				and (x.grantee = 0 or pg_get_userbyid(x.grantee) in ('anon', 'authenticated', 'service_role'))
			union
			-- Where nothing is said of functions, everybody may execute them.
			select 'functions', 'public' where not exists (
				select from pg_default_acl d
				where d.defaclrole = current_user::regrole and d.defaclobjtype = 'f' and d.defaclnamespace = 0
			)`,
		says: ({ kind, role }) =>
			`new ${kind} are open to ${role} by default. Write "alter default privileges … revoke all on ` +
			`${kind} from ${role};", as 20260101000000_app.sql does, and grant by name.`,
		careless: [
			'alter default privileges in schema public grant select on tables to anon',
			'alter default privileges grant execute on functions to public'
		]
	},
	{
		name: 'the roles of the API are no other’s members',
		finds: `
			select m.roleid::regrole::text as role, m.member::regrole::text as member from pg_auth_members m
			where m.member::regrole::text in ('anon', 'authenticated', 'service_role')`,
		says: ({ role, member }) =>
			`role ${member}: it is a member of ${role} and has all that ${role} has. Write "revoke ${role} from ` +
			`${member};" and grant by name.`,
		careless: ['create role careless; grant careless to authenticated']
	}
];
