import pg from 'pg';

/*
 * Many organizations with many tasks, made by the database itself. One organization holds a tenth of
 * them; the others are alike. An organization's rows lie scattered over the table, as in real life,
 * and three of ten projects are private.
 */

export interface Size {
	tasks: number;
	organizations: number;
	/** Of the large organization. */
	projects: number;
	people: number;
}

/** As many tasks as this, and what goes with them. */
export const sizeOf = (tasks: number): Size => ({
	tasks,
	organizations: tasks / 1000,
	projects: tasks / 2000,
	people: 1000
});

/** Of each of the other organizations. */
const small = { projects: 20, people: 20 };

export const organizationId = (number: number) => `org_V${String(number).padStart(8, '0')}`;
export const personId = (organization: number, number: number) =>
	`user_V${String(organization).padStart(8, '0')}x${number}`;

const helpers = `
	create function pg_temp.org(n integer) returns text language sql immutable
		return 'org_V' || lpad(n::text, 8, '0');
	create function pg_temp.person(o integer, n integer) returns text language sql immutable
		return 'user_V' || lpad(o::text, 8, '0') || 'x' || n;
	create function pg_temp.project(o integer, n integer) returns uuid language sql immutable
		return md5(o || ' ' || n)::uuid;
	create function pg_temp.visibility(n integer) returns text language sql immutable
		return case when n % 10 in (0, 3, 6) then 'private' else 'org' end;
	create function pg_temp.pick(n integer, salt integer, most integer) returns integer language sql immutable
		return abs(hashint4extended(n, salt) % most)::integer`;

const people = ({ organizations, projects, people }: Size) => `
	create temporary table places as
	select o, case when o = 0 then ${people} else ${small.people} end as people,
		case when o = 0 then ${projects} else ${small.projects} end as projects
	from generate_series(0, ${organizations - 1}) as o;

	insert into public.organizations (id, name, slug, updated_at)
	select pg_temp.org(o), 'Volume ' || o, 'volume-' || o, now() from places;
	insert into public.organization_settings (org_id) select pg_temp.org(o) from places;
	insert into public.users (id, first_name, last_name, updated_at)
	select pg_temp.person(o, n), 'Person', n::text, now()
	from places cross join lateral generate_series(0, people - 1) as n;
	insert into public.memberships (id, org_id, user_id, roles, status, created_at, updated_at)
	select 'om_V' || o || 'x' || n, pg_temp.org(o), pg_temp.person(o, n),
		case when n = 0 then '{admin}'::text[] else '{member}' end, 'active', now(), now()
	from places cross join lateral generate_series(0, people - 1) as n;
	insert into public.projects (id, org_id, created_by, name, visibility)
	select pg_temp.project(o, n), pg_temp.org(o), pg_temp.person(o, 0), 'Project ' || n, pg_temp.visibility(n)
	from places cross join lateral generate_series(0, projects - 1) as n;
	-- Each person belongs to a few of the projects.
	insert into public.project_members (org_id, created_by, project_id, user_id, visibility)
	select distinct pg_temp.org(o), pg_temp.person(o, 0), pg_temp.project(o, p), pg_temp.person(o, n), pg_temp.visibility(p)
	from places
	cross join lateral generate_series(0, people - 1) as n
	cross join lateral (
		select pg_temp.pick(n * 64 + turn, o, projects) as p from generate_series(1, 12) as turn
	) as chosen`;

const words = `array['agenda','contract','floor','guest','invoice','photo','price','press','risk',
	'form','training','interview','delivery','backup','opening','packaging','product','return',
	'search','shipping','slides','spare','staff','supplier','test','time','review','plan','draft',
	'check','order','print','publish','translate','update','agree','compare','confirm']`;

/** Tasks number one to the last, a part at a time. */
const tasks = ({ organizations, projects, people }: Size, from: number, to: number) => `
	insert into public.tasks (org_id, created_by, project_id, visibility, title, status, priority,
		assignee_id, due_on, done_at, created_at, updated_at)
	select pg_temp.org(o), pg_temp.person(o, 0), pg_temp.project(o, p), pg_temp.visibility(p),
		initcap(words[1 + pg_temp.pick(n, 1, 38)]) || ' the ' || words[1 + pg_temp.pick(n, 2, 38)] || ' of '
			|| words[1 + pg_temp.pick(n, 3, 38)] || case when n % 5000 < 10 then ' zeppelin' else '' end,
		status, (array['low', 'medium', 'high', 'urgent'])[1 + pg_temp.pick(n, 4, 4)],
		case when n % 6 > 0 then pg_temp.person(o, pg_temp.pick(n, 5, case when o = 0 then ${people} else ${small.people} end)) end,
		case when n % 4 > 0 then current_date + pg_temp.pick(n, 6, 700) - 600 end,
		case when status = 'done' then at + interval '1 day' end, at, at
	from (
		select n, o, pg_temp.pick(n, 7, case when o = 0 then ${projects} else ${small.projects} end) as p,
			case pg_temp.pick(n, 8, 1000) when 0 then 'blocked' else
				(array['todo', 'in_progress', 'done', 'done', 'done', 'done', 'done', 'done'])[1 + pg_temp.pick(n, 9, 8)]
			end as status,
			now() - interval '1 second' * ((to_n - n) * 30 % 60000000) as at,
			${words} as words
		from (
			select n, ${to} as to_n,
				case when n % 10 = 0 then 0 else 1 + pg_temp.pick(n, 10, ${organizations - 1}) end as o
			from generate_series(${from}, ${to}) as n
		) as numbered
	) as placed`;

/** Fills a new database, with a word about what it is at. */
export async function sow(adminUrl: string, size: Size, log: (line: string) => void) {
	const client = new pg.Client({ connectionString: adminUrl });
	await client.connect();
	try {
		// Neither triggers nor references are asked; the data is true by how it is made.
		await client.query('set session_replication_role = replica');
		await client.query("set maintenance_work_mem = '2GB'");
		await client.query('set max_parallel_maintenance_workers = 2');
		await client.query('alter table public.tasks set (autovacuum_enabled = false)');
		await client.query(helpers);
		await client.query(people(size));

		const { rows: indexes } = await client.query<{ name: string; definition: string }>(
			`select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
			from pg_index i
			where i.indrelid = 'public.tasks'::regclass
				and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`
		);
		for (const { name } of indexes) await client.query(`drop index ${name}`);
		const part = 500_000;
		for (let from = 1; from <= size.tasks; from += part) {
			const to = Math.min(size.tasks, from + part - 1);
			await client.query(tasks(size, from, to));
			log(`${to.toLocaleString('en')} of ${size.tasks.toLocaleString('en')} tasks`);
		}
		for (const { name, definition } of indexes) {
			await client.query(definition);
			log(`index ${name}`);
		}
		await client.query('alter table public.tasks reset (autovacuum_enabled)');
		await client.query('vacuum (analyze) public.tasks');
		await client.query('analyze');
	} finally {
		await client.end();
	}
}
