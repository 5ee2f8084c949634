-- Demo data: the cast of tests/world.ts and what they work on. The same every time, but for the
-- dates, which lie in the six months before today.

-- A number from 0 to below n that depends on the key alone.
create function pg_temp.pick(key text, n integer) returns integer
  language sql immutable
  return abs(('x' || substr(md5(key), 1, 8))::bit(32)::integer::bigint) % n;

create function pg_temp.one_of(key text, choices text[]) returns text
  language sql immutable
  return choices[1 + pg_temp.pick(key, cardinality(choices))];

insert into public.organizations (id, name, slug, created_at, updated_at) values
  ('org_01J0000000000000000000ACME', 'Acme', 'acme', '2026-01-05T09:00:00Z', '2026-01-05T09:00:00Z'),
  ('org_01J00000000000000000G10BEX', 'Globex', 'globex', '2026-01-05T09:00:00Z', '2026-01-05T09:00:00Z'),
  ('org_01J00000000000000001N1TECH', 'Initech', 'initech', '2026-01-05T09:00:00Z', '2026-01-05T09:00:00Z');

-- They are past their first day, on which this is one of the steps.
alter table public.organizations disable trigger write_audit_event;
update public.organizations set sign_in_connected_at = created_at;

insert into public.organization_settings (org_id)
select id from public.organizations;

insert into public.users (id, first_name, last_name, created_at, updated_at) values
  ('user_01J00000000000000000000ADA', 'Ada', 'Admin', '2026-01-05T09:00:00Z', '2026-01-05T09:00:00Z'),
  ('user_01J00000000000000000000MAX', 'Max', 'Member', '2026-01-05T09:00:00Z', '2026-01-05T09:00:00Z'),
  ('user_01J000000000000000000GRACE', 'Grace', 'Globex', '2026-01-05T09:00:00Z', '2026-01-05T09:00:00Z'),
  ('user_01J0000000000000000000N0RA', 'Nora', 'New', '2026-01-05T09:00:00Z', '2026-01-05T09:00:00Z'),
  ('user_01J000000000000000000001AN', 'Ian', 'Initech', '2026-01-05T09:00:00Z', '2026-01-05T09:00:00Z');

insert into public.user_emails (user_id, email) values
  ('user_01J00000000000000000000ADA', 'ada@acme.test'),
  ('user_01J00000000000000000000MAX', 'max@acme.test'),
  ('user_01J000000000000000000GRACE', 'grace@globex.test'),
  ('user_01J0000000000000000000N0RA', 'nora@example.test'),
  ('user_01J000000000000000000001AN', 'ian@initech.test');

-- They are as old as the organizations: nothing to write down.
alter table public.memberships disable trigger write_audit_event;

insert into public.memberships (id, org_id, user_id, roles, status, created_at, updated_at) values
  ('om_01J0000000000000000ADAACME', 'org_01J0000000000000000000ACME', 'user_01J00000000000000000000ADA', '{admin}', 'active', '2026-01-05T09:00:00Z', '2026-01-05T09:00:00Z'),
  ('om_01J00000000000000ADAG10BEX', 'org_01J00000000000000000G10BEX', 'user_01J00000000000000000000ADA', '{member}', 'active', '2026-01-05T09:00:00Z', '2026-01-05T09:00:00Z'),
  ('om_01J0000000000000000MAXACME', 'org_01J0000000000000000000ACME', 'user_01J00000000000000000000MAX', '{member}', 'active', '2026-01-05T09:00:00Z', '2026-01-05T09:00:00Z'),
  ('om_01J000000000000GRACEG10BEX', 'org_01J00000000000000000G10BEX', 'user_01J000000000000000000GRACE', '{admin}', 'active', '2026-01-05T09:00:00Z', '2026-01-05T09:00:00Z'),
  ('om_01J00000000000001AN1N1TECH', 'org_01J00000000000000001N1TECH', 'user_01J000000000000000000001AN', '{admin}', 'active', '2026-01-05T09:00:00Z', '2026-01-05T09:00:00Z');

-- Twenty thousand tasks would be as many events in the audit log, all of one moment and by nobody, and
-- the first start would take much longer. So the log is kept still, and some tasks get a history below.
-- What other triggers make of tasks is given here, but for what they copy from their project.
alter table public.projects disable trigger write_audit_event;
alter table public.project_members disable trigger write_audit_event;
alter table public.project_budgets disable trigger write_audit_event;
alter table public.tasks disable trigger user;
alter table public.tasks enable trigger fill_from_project;

-- Projects. The number keeps ids and dates the same at every seeding.
create temporary table plan (
  number integer generated always as identity,
  org text, name text, status text default 'active', visibility text default 'org', lead text,
  state text default 'active'
);

insert into plan (org, name, status, visibility, lead) values
  ('ACME', 'Website relaunch', 'active', 'org', 'MAX'),
  ('ACME', 'Mobile app', 'active', 'org', 'ADA'),
  ('ACME', 'Customer portal', 'active', 'org', 'ADA'),
  ('ACME', 'Warehouse move', 'active', 'org', 'MAX'),
  ('ACME', 'Spring catalogue', 'done', 'org', 'ADA'),
  ('ACME', 'Supplier onboarding', 'active', 'org', 'ADA'),
  ('ACME', 'Support handbook', 'paused', 'org', 'MAX'),
  ('ACME', 'Trade fair in Lyon', 'active', 'org', 'ADA'),
  ('ACME', 'Payroll migration', 'active', 'private', 'ADA'),
  ('ACME', 'Rocket skates recall', 'active', 'private', 'MAX'),
  ('ACME', 'Board meeting', 'active', 'private', 'ADA'),
  ('ACME', 'Hiring plan', 'active', 'private', 'ADA'),
  ('GLOBEX', 'Plant expansion', 'active', 'org', 'GRACE'),
  ('GLOBEX', 'Energy audit', 'active', 'org', 'GRACE'),
  ('GLOBEX', 'Partner programme', 'active', 'org', 'ADA'),
  ('GLOBEX', 'New price list', 'done', 'org', 'GRACE'),
  ('GLOBEX', 'Field service app', 'active', 'org', 'GRACE'),
  ('GLOBEX', 'Quality handbook', 'paused', 'org', 'GRACE'),
  ('GLOBEX', 'Customer survey', 'active', 'org', 'ADA'),
  ('GLOBEX', 'Office in Porto', 'active', 'org', 'GRACE'),
  ('GLOBEX', 'Acquisition talks', 'active', 'private', 'GRACE'),
  ('GLOBEX', 'Salary review', 'active', 'private', 'GRACE'),
  ('GLOBEX', 'Security review', 'active', 'private', 'ADA'),
  ('GLOBEX', 'Legal archive', 'active', 'private', 'GRACE');

insert into plan (org, name, status, visibility, lead)
select 'INITECH', 'Client rollout ' || lpad(n::text, 2, '0'),
  pg_temp.one_of('status' || n, array['active', 'active', 'active', 'paused', 'done']),
  case when pg_temp.pick('visibility' || n, 4) = 0 then 'private' else 'org' end, 'IAN'
from generate_series(1, 60) as n;

-- After all others, so that no task below is in one of them.
insert into plan (org, name, lead, state) values
  ('ACME', 'Old intranet', 'ADA', 'trashed'),
  ('GLOBEX', 'Fair in Turin', 'GRACE', 'trashed');
update plan set state = 'archived' where name in ('Spring catalogue', 'New price list');

create temporary table cast_ids (key text primary key, id text);
insert into cast_ids values
  ('ACME', 'org_01J0000000000000000000ACME'), ('GLOBEX', 'org_01J00000000000000000G10BEX'),
  ('INITECH', 'org_01J00000000000000001N1TECH'),
  ('ADA', 'user_01J00000000000000000000ADA'), ('MAX', 'user_01J00000000000000000000MAX'),
  ('GRACE', 'user_01J000000000000000000GRACE'), ('IAN', 'user_01J000000000000000000001AN');

insert into public.projects (
  id, org_id, created_by, name, status, visibility, lead_id, due_on, created_at, updated_at,
  archived, archived_at, trashed, trashed_at
)
select md5('project ' || p.number)::uuid, org.id, lead.id, p.name, p.status, p.visibility, lead.id,
  current_date + pg_temp.pick('project due ' || p.number, 120) - 20,
  now() - interval '190 days' + p.number * interval '7 hours',
  now() - interval '190 days' + p.number * interval '7 hours',
  p.state = 'archived', case when p.state = 'archived' then now() - interval '20 days' end,
  p.state = 'trashed', case when p.state = 'trashed' then now() - interval '9 days' end
from plan p
join cast_ids org on org.key = p.org
join cast_ids lead on lead.key = p.lead;

-- Everybody belongs to the projects that are open to all, beside those they lead.
insert into public.project_members (org_id, project_id, user_id, created_by, visibility)
select m.org_id, p.id, m.user_id, p.created_by, p.visibility
from public.projects p
join public.memberships m on m.org_id = p.org_id
where p.visibility = 'org'
on conflict do nothing;

insert into public.project_budgets (org_id, project_id, created_by, amount, spent)
select p.org_id, p.id, p.created_by, budget, round(budget * (20 + pg_temp.pick('spending' || p.id, 95)) / 100.0, -1)
from public.projects p
cross join lateral (select 5000 + 500 * pg_temp.pick('budget' || p.id, 90) as budget) as b;

-- What some tasks say beside their title.
create temporary table descriptions (text text);
insert into descriptions values
  ('Ask **everybody who was there** before the end of the week, and write down what they say.'),
  (E'Three things are open:\n\n- who pays for it\n- when it can begin\n- whether `legal` has to look at it\n\nThe first one decides about the others.'),
  (E'As we said on Monday:\n\n1. Collect what there is.\n2. Throw away what nobody needs.\n3. Send the rest to **the printer**.\n\nThe [house style](https://example.com/style) has the colours.'),
  (E'The last run ended with\n\n```\nerror: 3 of 14 files are missing\n```\n\nTry it again with `--all`, and *compare* with [the list](https://example.com/files).'),
  (E'Short version: yes, but **not before the holidays**.\n\nLong version: the numbers are from last year, and two suppliers have changed their prices since.'),
  (E'- [Draft](https://example.com/draft)\n- [Comments](https://example.com/comments)\n\nPlease have a look at both.');

-- Tasks: most of the older ones are done, some of the open ones are late.
-- What is searched by is gathered first and put in order once.
set gin_pending_list_limit = '64MB';
with wanted as (
  select n, case when n <= 300 then 'ACME' when n <= 600 then 'GLOBEX' else 'INITECH' end as org
  from generate_series(1, 20600) as n
),
placed as (
  select w.n, w.org, p.number, p.status as project_status,
    -- Later tasks are younger, with a spread of a few days.
    now() - interval '1 hour' * (
      4320 - 4300 * case w.org when 'ACME' then w.n when 'GLOBEX' then w.n - 300 else (w.n - 600) * 0.015 end / 300.0
      + pg_temp.pick('hour' || w.n, 18)
    ) as created_at
  from wanted w
  join lateral (
    select number, status from plan where org = w.org
    order by number
    offset pg_temp.pick('place' || w.n, case w.org when 'INITECH' then 60 else 12 end) limit 1
  ) p on true
),
aged as (
  select *,
    case
      when project_status = 'done' then 'done'
      when created_at < now() - interval '45 days' and pg_temp.pick('done' || n, 100) < 86 then 'done'
      when created_at >= now() - interval '45 days' and pg_temp.pick('done' || n, 100) < 38 then 'done'
      else pg_temp.one_of('status' || n, array['todo', 'todo', 'todo', 'in_progress', 'in_progress', 'blocked'])
    end as status
  from placed
),
kept as (
  -- Some of what was done long ago is in the archive; of the smaller two some is in the trash.
  select *,
    status = 'done' and created_at < now() - interval '120 days'
      and pg_temp.pick('archived' || n, 3) = 0 as archived,
    org <> 'INITECH' and pg_temp.pick('trashed' || n, 50) = 0 as trashed
  from aged
)
insert into public.tasks (
  id, org_id, created_by, project_id, visibility, description, labels, estimate, archived,
  archived_at, trashed, trashed_at, title, status, priority, assignee_id, due_on, done_at,
  created_at, updated_at
)
select
  md5('task ' || a.n)::uuid, org.id, someone.id, md5('project ' || a.number)::uuid, 'org',
  case when pg_temp.pick('described' || a.n, 3) = 0
    then pg_temp.one_of('description' || a.n, (select array_agg(d.text) from descriptions d))
    else '' end,
  case when pg_temp.pick('labelled' || a.n, 3) > 0 then array(
    select distinct pg_temp.one_of(which || a.n, array[
      'bug', 'idea', 'question', 'quick', 'customer', 'legal', 'waiting for reply', 'next quarter'
    ])
    from unnest(array['label', 'second label']) which order by 1
  ) else '{}' end,
  case when pg_temp.pick('estimated' || a.n, 2) = 0 then (1 + pg_temp.pick('estimate' || a.n, 32)) * 0.5 end,
  a.archived, case when a.archived then a.created_at + interval '60 days' end,
  a.trashed, case when a.trashed then now() - (12 + pg_temp.pick('thrown' || a.n, 480)) * interval '1 hour' end,
  pg_temp.one_of('verb' || a.n, array[
    'Agree on', 'Check', 'Clean up', 'Collect', 'Compare', 'Confirm', 'Describe', 'Draft', 'Estimate',
    'Fix', 'Follow up on', 'Order', 'Plan', 'Prepare', 'Print', 'Publish', 'Rehearse', 'Review',
    'Schedule', 'Test', 'Translate', 'Update'
  ]) || ' ' || pg_temp.one_of('thing' || a.n, array[
    'the agenda', 'the contract', 'the floor plan', 'the guest list', 'the invoices', 'the photos',
    'the price table', 'the press release', 'the risk list', 'the sign-up form', 'the training',
    'the user interviews', 'the delivery dates', 'the backup', 'the opening hours', 'the packaging',
    'the product texts', 'the return labels', 'the search page', 'the shipping costs', 'the slides',
    'the spare parts', 'the staff rota', 'the supplier offers', 'the test results', 'the time line'
  ]),
  a.status,
  pg_temp.one_of('priority' || a.n, array['low', 'medium', 'medium', 'medium', 'high', 'high', 'urgent']),
  case when pg_temp.pick('assigned' || a.n, 6) > 0 then helper.id end,
  case when pg_temp.pick('has due' || a.n, 4) > 0
    then (a.created_at + interval '1 day' * (7 + pg_temp.pick('due' || a.n, 60)))::date end,
  case when a.status = 'done'
    then least(a.created_at + interval '1 hour' * (8 + pg_temp.pick('took' || a.n, 700)), now() - interval '5 minutes') end,
  a.created_at, a.created_at
from kept a
join cast_ids org on org.key = a.org
join cast_ids someone on someone.key = pg_temp.one_of('author' || a.n,
  case a.org when 'ACME' then array['ADA', 'MAX'] when 'GLOBEX' then array['GRACE', 'ADA'] else array['IAN'] end)
join cast_ids helper on helper.key = pg_temp.one_of('helper' || a.n,
  case a.org when 'ACME' then array['ADA', 'MAX'] when 'GLOBEX' then array['GRACE', 'ADA'] else array['IAN'] end);

-- A history for some tasks: they began without a description and without anybody, and became what
-- they are now.
create temporary table told as
select t.* from public.tasks t
where t.org_id in ('org_01J0000000000000000000ACME', 'org_01J00000000000000000G10BEX')
  and t.description <> '' and t.assignee_id is not null and t.status in ('in_progress', 'blocked')
  and t.created_at between now() - interval '60 days' and now() - interval '6 days'
order by t.id
limit 12;

insert into public.audit_events (id, org_id, at, actor_id, kind, resource, resource_id, changes)
select md5('event ' || e.number || t.id)::uuid, t.org_id, t.created_at + e.after, e.actor, e.kind,
  'tasks', t.id::text, e.changes
from told t
cross join lateral (values
  (1, interval '0', t.created_by, 'created', (
    select jsonb_object_agg(key, jsonb_build_array(null, value))
    from jsonb_each(jsonb_strip_nulls(to_jsonb(t) || '{"status": "todo", "description": ""}'))
    where key in (
      'id', 'created_by', 'project_id', 'title', 'description', 'status', 'priority', 'due_on',
      'labels', 'estimate', 'archived', 'trashed', 'created_at'
    )
  )),
  (2, interval '25 minutes', t.created_by, 'changed',
    jsonb_build_object('description', jsonb_build_array('', t.description))),
  (3, interval '1 day 2 hours', t.created_by, 'changed',
    jsonb_build_object('assignee_id', jsonb_build_array(null, t.assignee_id))),
  (4, interval '3 days 5 hours', t.assignee_id, 'changed',
    jsonb_build_object('status', jsonb_build_array('todo', t.status)))
) as e (number, after, actor, kind, changes);

update public.tasks t set updated_at = told.created_at + interval '3 days 5 hours'
from told where t.id = told.id;

alter table public.organizations enable trigger write_audit_event;
alter table public.memberships enable trigger write_audit_event;
alter table public.projects enable trigger write_audit_event;
alter table public.project_members enable trigger write_audit_event;
alter table public.tasks enable trigger user;
alter table public.project_budgets enable trigger write_audit_event;

drop table plan, cast_ids, descriptions, told;
drop function pg_temp.pick(text, integer), pg_temp.one_of(text, text[]);
analyze public.organizations, public.users, public.memberships, public.projects,
  public.project_members, public.project_budgets, public.tasks, public.audit_events;

-- The mirror of the cast is complete: what WorkOS tells from here on is its news.
select app.mirror_set_place(null, now());
