import { columns, grants, policies } from './catalog.ts';
import { callForEachRow, requires } from './expressions.ts';
import { examples, type Found, type Rule } from './rule.ts';

const permissive = `(select * from ${policies} p where permissive = 'PERMISSIVE')`;

/** Whether a term compares the column with this helper's value for the statement. */
const compares = (column: string, helper: string) => {
	const value = `\\( SELECT app\\.${helper}\\(\\) AS \\w+\\)`;
	const pattern = new RegExp(`^(?:${column} = ${value}|${value} = ${column})$`);
	return (term: string) => pattern.test(term);
};
const isOfOrganization = compares('org_id', 'org_id');
const isOfPerson = compares('user_id', 'user_id');
const isOfSomebody = (term: string) =>
	/^\w+ (?:(?:=|IN) \( SELECT app\.\w+\(\) AS \w+\)|= ANY \(ARRAY\( SELECT app\.\w+\(\) AS \w+\)\))$/.test(
		term
	);
const isByPerson = compares('created_by', 'user_id');

/** The switcher shows a person their own memberships of other organizations too. */
function isOwnMembership({ on_table, cmd }: Found): boolean {
	return on_table === 'public.memberships' && cmd === 'SELECT';
}

const at = ({ on_table, policy }: Found) => `${on_table}, policy "${policy}"`;

/** What a policy must say, whatever else it says. */
export const policyRules: Rule[] = [
	{
		name: 'nothing passes a policy of a tenant table without its organization',
		finds: `
			select on_table, policy, cmd, side, expression from ${permissive} p where org_id is not null`,
		breaks: (found) =>
			!requires(
				found.expression!,
				(term) => isOfOrganization(term) || (isOwnMembership(found) && isOfPerson(term))
			),
		says: (found) =>
			`${at(found)}: its "${found.side}" does not hold every row to the organization. Write "${found.side} ` +
			`(org_id = (select app.org_id()) and (…))", with every "or" inside the brackets, as ${examples.table} does.`,
		careless: [
			`alter policy "members can read notes" on public.careful using (status = 'open')`,
			'alter policy "members can read notes" on public.careful using (true)',
			`alter policy "members can read notes" on public.careful
				using (org_id = (select app.org_id()) or status = 'open')`,
			`alter policy "members can read notes" on public.careful using (not org_id = (select app.org_id()))`,
			`alter policy "members can read notes" on public.careful
				using (coalesce(org_id = (select app.org_id()), true))`,
			`alter policy "members can read notes" on public.careful using (org_id <> (select app.org_id()))`,
			`alter policy "members can read notes" on public.careful using (org_id = auth.jwt() ->> 'org_id')`,
			`alter policy "members can read notes" on public.careful
				using (title = ' AND (org_id = ( SELECT app.org_id() AS org_id)) AND ')`,
			`alter policy "members can change notes" on public.careful
				with check (created_by = (select app.user_id()))`,
			`alter policy "members can create notes" on public.careful
				with check (created_by = (select app.user_id()))`
		]
	},
	{
		name: 'every policy of a shared table says whose rows it lets through',
		finds: `select on_table, policy, side, expression from ${permissive} p where org_id is null`,
		breaks: ({ expression }) => !requires(expression!, isOfSomebody),
		says: (found) =>
			`${at(found)}: its "${found.side}" lets the rows of all organizations pass. Compare a column with ` +
			`what a helper of 20260101000000_app.sql knows, for example "${found.side} (id in (select ` +
			`app.known_user_ids()))".`,
		careless: [
			`create table public.careless (id uuid primary key);
			create policy "careless" on public.careless for select to authenticated using (true)`,
			`create table public.careless (id uuid primary key);
			create policy "careless" on public.careless for select to authenticated
				using ((select app.is_admin()))`,
			`create table public.careless (id text primary key);
			create policy "careless" on public.careless for select to authenticated
				using (id <> all (array(select app.my_organization_ids())))`
		]
	},
	{
		name: 'helpers are asked once for a statement',
		finds: `select on_table, policy, expression from ${policies} p`,
		breaks: (found) => Boolean((found.call = callForEachRow(found.expression!) ?? '')),
		says: (found) =>
			`${at(found)}: it calls ${found.call}() for each row. Write "(select ${found.call}())", which ` +
			`Postgres asks once for a statement; what a helper is given must not come from the row.`,
		careless: [
			`alter policy "members can read notes" on public.careful using (org_id = app.org_id())`,
			`alter policy "members can read notes" on public.careful
				using (org_id = (select app.org_id()) and not app.is_admin())`,
			`alter policy "members can read notes" on public.careful
				using (org_id = (select app.org_id()) and (select app.has_admin_role(array[careful.title])))`,
			`alter policy "members can read notes" on public.careful
				using (org_id = (select app.org_id()) and id = public.first_careful())`,
			`alter policy "members can read notes" on public.careful using (org_id = (select app.org_id())
				and exists (select from app.tombstones t where t.id = app.user_id()))`
		]
	},
	{
		name: 'policies are for people who are signed in',
		finds: `select distinct on_table, policy from ${policies} p where roles <> array['authenticated'::name]`,
		says: (found) =>
			`${at(found)}: it is not for people who are signed in. Write "to authenticated".`,
		careless: [
			'alter policy "members can read notes" on public.careful to public',
			'alter policy "members can read notes" on public.careful to anon, authenticated'
		]
	},
	{
		name: 'each command that is granted has a policy',
		finds: `
			select distinct g.name as on_table, g.privilege from ${grants} g
			where g.role = 'authenticated' and g.relkind in ('r', 'p')
				and g.privilege in ('select', 'insert', 'update', 'delete') and not exists (
					select from ${permissive} p
					where p.on_table = g.name and p.cmd in (upper(g.privilege), 'ALL')
				)`,
		says: ({ on_table, privilege }) =>
			`${on_table}: people are granted ${privilege}, and no policy lets any row through. Write "create ` +
			`policy … on ${on_table} for ${privilege} to authenticated …", as ${examples.table} does, or take ` +
			`the grant away.`,
		careless: ['drop policy "members can change notes" on public.careful']
	},
	{
		name: 'each command has one policy of its own',
		finds: `
			select on_table, min(policy) as policy, cmd from ${permissive} p
			group by on_table, cmd having count(distinct policy) > 1 or cmd = 'ALL'`,
		says: (found) =>
			`${at(found)}: ` +
			(found.cmd === 'ALL'
				? 'it is for all commands. Write one policy for each command that is granted.'
				: `it is one of several for ${found.cmd}, of which one that allows is enough. Make it one policy.`),
		careless: [
			`create policy "careless" on public.careful for all to authenticated
				using (org_id = (select app.org_id()))`,
			`create policy "careless" on public.careful for select to authenticated
				using (org_id = (select app.org_id()))`
		]
	},
	{
		name: 'each policy says what it lets through, an update before and after',
		finds: `
			select format('%I.%I', schemaname, tablename) as on_table, policyname as policy,
				case when cmd <> 'INSERT' and qual is null then 'using' else 'with check' end as side
			from pg_policies
			where schemaname in ('public', 'app') and (
				(cmd <> 'INSERT' and qual is null) or (cmd in ('INSERT', 'UPDATE') and with_check is null)
			)`,
		says: (found) =>
			`${at(found)}: it has no "${found.side}". Write "using" for the row as it is and, for insert and ` +
			`update, "with check" for the row as it will be, as ${examples.table} does.`,
		careless: [
			`drop policy "members can change notes" on public.careful;
			create policy "members can change notes" on public.careful for update to authenticated
				using (org_id = (select app.org_id()))`,
			'create policy "careless" on public.careful for insert to authenticated',
			'create policy "careless" on public.careful for select to authenticated'
		]
	},
	{
		name: 'a new row says who made it',
		finds: `
			select p.on_table, p.policy, p.expression from ${permissive} p
			join ${columns} c on c.on_table = p.on_table and c.name = 'created_by'
			where p.cmd = 'INSERT'`,
		breaks: ({ expression }) => !requires(expression!, isByPerson),
		says: (found) =>
			`${at(found)}: a new row may name somebody else as its author. Add "and created_by = (select ` +
			`app.user_id())", as ${examples.table} does.`,
		careless: [
			'alter policy "members can create notes" on public.careful with check (org_id = (select app.org_id()))'
		]
	},
	{
		name: 'whoever acts in another’s name writes nothing',
		finds: `
			select g.name as on_table, g.privilege from (
				select distinct name, privilege from ${grants} g
				where role = 'authenticated' and privilege in ('insert', 'update', 'delete')
			) g
			where not exists (
				select from ${policies} p
				where p.on_table = g.name and p.permissive = 'RESTRICTIVE' and p.cmd = upper(g.privilege)
					and p.roles = array['authenticated'::name] and not exists (
						select from unnest(array[p.qual, p.with_check]) side
						where side <> '(NOT ( SELECT app.is_impersonated() AS is_impersonated))'
					)
			)`,
		says: ({ on_table, privilege }) =>
			`${on_table}: support staff who act in a person's name may ${privilege}. Write "create policy … on ` +
			`${on_table} as restrictive for ${privilege} to authenticated ` +
			`${privilege === 'insert' ? 'with check' : 'using'} (not (select app.is_impersonated()))", as ` +
			`${examples.impersonation} does.`,
		careless: [
			`drop policy "nobody can create notes in another's name" on public.careful`,
			`alter policy "nobody can delete notes in another's name" on public.careful
				using (not (select app.is_impersonated()) or (select app.is_admin()))`
		]
	}
];
