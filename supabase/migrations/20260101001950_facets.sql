-- Counts know tasks without a date, and times end before a moment as they do in lists.

drop function public.task_facets(
  text, text, text[], text[], text[], uuid[], text[], date, date, timestamptz, timestamptz, text,
  numeric, numeric
);

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
  due_none boolean default false,
  created_from timestamptz default null,
  created_before timestamptz default null,
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
      and (not due_none or f.due_on is null)
      and (created_from is null or f.created_at >= created_from)
      and (created_before is null or f.created_at < created_before)
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
  text, text, text[], text[], text[], uuid[], text[], date, date, boolean, timestamptz, timestamptz,
  text, numeric, numeric
) to authenticated;
