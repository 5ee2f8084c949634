import pg from 'pg';

/*
 * Many organizations with many tasks, or events of the audit log, made by the database itself. One
 * organization holds a tenth of them; two hold as many in any database, so that databases can be
 * compared; the others are alike. An organization's rows lie scattered over the table, as in real
 * life, and three of ten projects are private.
 */

/** Of what there are many. */
export type Crop = 'tasks' | 'audit_events';

export interface Size {
	rows: number;
	organizations: number;
	/** Of the large organization. */
	projects: number;
	people: number;
}

/** Organizations by their number. */
export const large = 0;
export const thousand = 1;
/** In databases of 100,000 rows or more. */
export const tenThousand = 2;

/** As many rows as this, and what goes with them. */
export const sizeOf = (rows: number): Size => ({
	rows,
	organizations: Math.max(rows / 1000, 4),
	projects: rows / 2000,
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

const vocabulary = `array['agenda','contract','floor','guest','invoice','photo','price','press','risk',
	'form','training','interview','delivery','backup','opening','packaging','product','return',
	'search','shipping','slides','spare','staff','supplier','test','time','review','plan','draft',
	'check','order','print','publish','translate','update','agree','compare','confirm']`;

/** Whose row number n is. */
const owner = ({ rows, organizations }: Size) => `
	case
		when n % 10 = 0 then ${large}
		when n % ${Math.max(rows / 1000, 1)} = 1 then ${thousand}
		when ${rows >= 100_000} and n % ${Math.max(rows / 10_000, 1)} = 2 then ${tenThousand}
		else 3 + pg_temp.pick(n, 10, ${Math.max(organizations - 3, 1)})
	end`;

/** Tasks are made one after the other until the last of so many, then from the same day on again. */
const stretch = 500_000;
const endOfStretch = ({ rows }: Size, to: number) =>
	Math.min(rows, Math.ceil(to / stretch) * stretch);

/** Tasks number one to the last, a part at a time. */
const tasks = (size: Size, from: number, to: number) => {
	const { projects, people } = size;
	return `
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
			${vocabulary} as words
		from (
			select n, ${endOfStretch(size, to)} as to_n, ${owner(size)} as o from generate_series(${from}, ${to}) as n
		) as numbered
	) as placed`;
};

/** Events number one to the last, a part at a time: mostly of tasks, now and then something rare. */
const events = (size: Size, from: number, to: number) => `
	insert into public.audit_events (org_id, at, actor_id, session_id, kind, resource, resource_id, changes)
	select pg_temp.org(o), now() - interval '1 second' * ((${endOfStretch(size, to)} - n) * 30 % 60000000),
		case when n % 50 > 0 then pg_temp.person(o, pg_temp.pick(n, 5, case when o = 0 then ${size.people} else ${small.people} end)) end,
		'session_V' || pg_temp.pick(n, 6, 100000),
		case when pg_temp.pick(n, 8, 10000) = 0 then 'exported'
			else (array['created', 'changed', 'changed', 'changed', 'deleted'])[1 + pg_temp.pick(n, 9, 5)] end,
		case when pg_temp.pick(n, 11, 1000) = 0 then 'memberships'
			else (array['tasks', 'tasks', 'tasks', 'projects'])[1 + pg_temp.pick(n, 12, 4)] end,
		md5('thing ' || n % 1000000)::uuid::text,
		jsonb_build_object('status', array['todo', 'done'], 'title', array['Plan the ' || n, 'Planned the ' || n])
	from (
		select n, ${owner(size)} as o from generate_series(${from}, ${to}) as n
	) as numbered`;

const crops = { tasks, audit_events: events };

/** Told how far it has got, from 0 to 1, and with what. */
export type OnProgress = (share: number, text: string) => void;

/** The part of the time that rows take; indexes take the rest. */
const shareOfRows = 0.55;

/** Fills a new database. */
export async function sow(adminUrl: string, crop: Crop, size: Size, onProgress: OnProgress) {
	const client = new pg.Client({ connectionString: adminUrl });
	await client.connect();
	try {
		// Neither triggers nor references are asked; the data is true by how it is made.
		await client.query('set session_replication_role = replica');
		await client.query("set maintenance_work_mem = '2GB'");
		await client.query('set max_parallel_maintenance_workers = 2');
		const table = `public.${crop}`;
		const words = crop.replace('_', ' ');
		await client.query(`alter table ${table} set (autovacuum_enabled = false)`);
		await client.query(helpers);
		await client.query(people(size));

		const { rows: indexes } = await client.query<{ name: string; definition: string }>(
			`select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
			from pg_index i
			where i.indrelid = $1::regclass
				and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`,
			[table]
		);
		for (const { name } of indexes) await client.query(`drop index ${name}`);
		const part = 100_000;
		for (let from = 1; from <= size.rows; from += part) {
			const to = Math.min(size.rows, from + part - 1);
			await client.query(crops[crop](size, from, to));
			const counts = `${to.toLocaleString('en')} of ${size.rows.toLocaleString('en')}`;
			onProgress((to / size.rows) * shareOfRows, `${counts} ${words}`);
		}
		for (const [number, { name, definition }] of indexes.entries()) {
			const share = shareOfRows + (1 - shareOfRows) * (number / indexes.length);
			onProgress(share, `index ${number + 1} of ${indexes.length}: ${name}`);
			await client.query(definition);
		}
		onProgress(1, 'statistics');
		await client.query(`alter table ${table} reset (autovacuum_enabled)`);
		await client.query('vacuum (analyze)');
		await client.query('checkpoint');
	} finally {
		await client.end();
	}
}
