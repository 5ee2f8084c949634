-- What lists of tasks and projects need: an index for each order and filter that they offer, what the
-- overview counts, and how many tasks there are for each choice of a filter.

-- Tasks. What follows takes the place of these.
drop index
  public.tasks_org_id_created_at_idx,
  public.tasks_org_id_status_idx,
  public.tasks_org_id_project_id_idx,
  public.tasks_org_id_assignee_id_idx,
  public.tasks_org_id_project_id_visibility_idx,
  public.tasks_org_id_done_at_idx,
  public.tasks_org_id_due_on_idx;

-- Every index begins with the organization and the state, since no list shows two states.
create index tasks_org_id_state_created_at_idx
  on public.tasks (org_id, state, created_at desc, id desc);
create index tasks_org_id_state_status_created_at_idx
  on public.tasks (org_id, state, status, created_at desc, id desc);
create index tasks_org_id_state_project_id_created_at_idx
  on public.tasks (org_id, state, project_id, created_at desc, id desc);
create index tasks_org_id_state_assignee_id_created_at_idx
  on public.tasks (org_id, state, assignee_id, created_at desc, id desc);
create index tasks_org_id_state_due_on_idx on public.tasks (org_id, state, due_on, id);
create index tasks_org_id_state_status_due_on_idx
  on public.tasks (org_id, state, status, due_on, id);
create index tasks_org_id_state_project_id_due_on_idx
  on public.tasks (org_id, state, project_id, due_on, id);
create index tasks_org_id_state_assignee_id_due_on_idx
  on public.tasks (org_id, state, assignee_id, due_on, id);
-- Small, for the key, counts and charts.
create index tasks_org_id_project_id_visibility_project_state_idx
  on public.tasks (org_id, project_id, visibility, project_state, state, status);
-- Small, for the key to memberships.
create index tasks_org_id_assignee_id_idx on public.tasks (org_id, assignee_id);

-- For the overview.
create index tasks_org_id_done_at_idx on public.tasks (org_id, done_at)
  where done_at is not null and state <> 'trashed';
create index tasks_org_id_due_on_idx on public.tasks (org_id, due_on)
  where status <> 'done' and state = 'active';

-- Projects.
create index projects_org_id_state_created_at_idx
  on public.projects (org_id, state, created_at desc, id desc);
create index projects_org_id_state_name_idx on public.projects (org_id, state, name, id);
drop index public.projects_org_id_created_at_idx, public.projects_org_id_name_idx;

-- Requests name the organization, so that the planner knows how much it holds. It forgets that where
-- it keeps a plan for any organization, as it does for what is asked again and again.
alter role authenticator set plan_cache_mode = force_custom_plan;

-- But what is asked within every statement is planned once for the connection, as before: it looks up
-- single rows, and planning it anew would take longer than that.
alter function app.user_id() set plan_cache_mode = auto;
alter function app.org_id() set plan_cache_mode = auto;
alter function app.is_admin() set plan_cache_mode = auto;
alter function app.my_organization_ids() set plan_cache_mode = auto;
alter function app.known_user_ids() set plan_cache_mode = auto;
alter function app.reachable_user_ids() set plan_cache_mode = auto;
alter function app.my_project_ids() set plan_cache_mode = auto;
alter function app.session_state() set plan_cache_mode = auto;
alter function app.events_of_task(uuid) set plan_cache_mode = auto;
alter function app.fill_from_project() set plan_cache_mode = auto;
alter function app.require_active_member() set plan_cache_mode = auto;
alter function app.write_audit_event() set plan_cache_mode = auto;
alter function app.query_words(text) set plan_cache_mode = auto;
alter function app.search_task_ids(text, integer) set plan_cache_mode = auto;

-- As before, but open and late are tasks in no archive and no trash, and done are those in no trash.
create or replace function public.overview(weeks integer default 26) returns table (
  open bigint, late bigint, done bigint, first_week date, done_per_week bigint[]
)
  language sql stable set search_path = ''
begin atomic
  with zone as (
    select coalesce(min(s.time_zone), 'UTC') as name from public.organization_settings s
  ),
  today as (
    select zone.name as zone, (now() at time zone zone.name)::date as day from zone
  ),
  span as (
    select today.zone, today.day,
      date_trunc('week', today.day::timestamp)::date - 7 * (least(greatest(weeks, 1), 104) - 1) as first_week
    from today
  ),
  finished as (
    select date_trunc('week', t.done_at at time zone span.zone)::date as week, count(t.project_id) as n
    from span
    join public.tasks t
      on t.done_at >= span.first_week::timestamp at time zone span.zone and t.state <> 'trashed'
    group by 1
  ),
  unfinished as (
    select count(t.project_id) as open, count(t.project_id) filter (where t.due_on < span.day) as late
    from span left join public.tasks t on t.status <> 'done' and t.state = 'active'
  )
  select unfinished.open, unfinished.late, coalesce(sum(finished.n), 0)::bigint, span.first_week,
    array_agg(coalesce(finished.n, 0) order by weeks.number)
  from span
  cross join unfinished
  cross join generate_series(0, least(greatest(weeks, 1), 104) - 1) as weeks (number)
  left join finished on finished.week = span.first_week + 7 * weeks.number
  group by unfinished.open, unfinished.late, span.first_week;
end;

-- How many tasks there are for each choice of a filter, among those that the caller may see. Each
-- facet leaves its own filter aside and keeps to all others. 'none' stands for nobody as assignee.
create function public.task_facets(
  query text default null,
  in_state text default 'active',
  statuses text[] default null,
  priorities text[] default null,
  assignees text[] default null,
  projects uuid[] default null,
  labels_any text[] default null,
  due_from date default null,
  due_to date default null,
  created_from timestamptz default null,
  created_to timestamptz default null,
  title_contains text default null,
  estimate_from numeric default null,
  estimate_to numeric default null
) returns table (facet text, value text, n bigint)
  language sql stable rows 100 set search_path = ''
begin atomic
  with found as (
    select t.status, t.priority, t.assignee_id, t.project_id, t.labels, t.state, t.due_on,
      t.created_at, t.title, t.estimate
    from public.tasks t
    where task_facets.query is null
    union all
    select t.status, t.priority, t.assignee_id, t.project_id, t.labels, t.state, t.due_on,
      t.created_at, t.title, t.estimate
    from public.search_tasks(task_facets.query) t
    where task_facets.query is not null
  ),
  matching as materialized (
    select f.status, f.priority, coalesce(f.assignee_id, 'none') as assignee, f.project_id, f.labels,
      statuses is null or f.status = any (statuses) as has_status,
      priorities is null or f.priority = any (priorities) as has_priority,
      assignees is null or coalesce(f.assignee_id, 'none') = any (assignees) as has_assignee,
      projects is null or f.project_id = any (projects) as has_project,
      labels_any is null or f.labels && labels_any as has_label
    from found f
    cross join (
      select '%' || regexp_replace(title_contains, '([\\%_])', '\\\1', 'g') || '%' as pattern
    ) p
    where (in_state is null or f.state = in_state)
      and (due_from is null or f.due_on >= due_from)
      and (due_to is null or f.due_on <= due_to)
      and (created_from is null or f.created_at >= created_from)
      and (created_to is null or f.created_at <= created_to)
      and (title_contains is null or f.title ilike p.pattern)
      and (estimate_from is null or f.estimate >= estimate_from)
      and (estimate_to is null or f.estimate <= estimate_to)
  ),
  counted as (
    select 'status' as facet, m.status as value, count(*) as n
    from matching m
    where m.has_priority and m.has_assignee and m.has_project and m.has_label
    group by m.status
    union all
    select 'priority', m.priority, count(*)
    from matching m
    where m.has_status and m.has_assignee and m.has_project and m.has_label
    group by m.priority
    union all
    select 'assignee', m.assignee, count(*)
    from matching m
    where m.has_status and m.has_priority and m.has_project and m.has_label
    group by m.assignee
    union all
    select 'project', m.project_id::text, count(*)
    from matching m
    where m.has_status and m.has_priority and m.has_assignee and m.has_label
    group by m.project_id
    union all
    select 'label', l.label, count(*)
    from matching m
    cross join lateral unnest(m.labels) as l (label)
    where m.labels <> '{}'
      and m.has_status and m.has_priority and m.has_assignee and m.has_project
    group by l.label
  ),
  ranked as (
    select c.facet, c.value, c.n,
      row_number() over (partition by c.facet order by c.n desc, c.value) as place
    from counted c
  )
  select r.facet, r.value, r.n from ranked r where r.place <= 100 order by r.facet, r.place;
end;

grant execute on function public.task_facets(
  text, text, text[], text[], text[], uuid[], text[], date, date, timestamptz, timestamptz, text,
  numeric, numeric
) to authenticated;
