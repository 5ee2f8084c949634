-- A search gives the newest 1,000 of the tasks that it finds, in one state of the lifecycle or in all,
-- and takes about as long in an organization with a million tasks as in one with a thousand.

drop function public.task_facets(
  text, text, text[], text[], text[], uuid[], text[], date, date, boolean, timestamptz, timestamptz,
  text, numeric, numeric
);
drop function public.search_tasks(text);
drop function app.search_task_ids(text, integer);
drop index public.tasks_search_idx;
drop function app.search_keys(text, text);

-- The thirty days that a time lies in, as a number that grows.
create function app.search_period(at timestamptz) returns bigint
  language sql immutable parallel safe set search_path = ''
  return extract(epoch from at)::bigint / (30 * 86400);

-- What words are found by: their beginnings, of 2 to 20 letters, with the organization and the period.
-- So the newest are found without a look at the others, however many there are.
create function app.search_keys(org text, words text, period bigint) returns bigint[]
  language plpgsql immutable parallel safe set search_path = ''
as $$
declare
  seed bigint := hashtextextended(org, period);
  keys bigint[] := '{}';
  word text;
begin
  -- Loops are three times as fast here as a query, and this is asked for each row that is written.
  foreach word in array string_to_array(btrim(words), ' ') loop
    for length in least(char_length(word), 2) .. least(char_length(word), 20) loop
      keys := keys || hashtextextended(left(word, length), seed);
    end loop;
  end loop;
  return keys;
end;
$$;

-- Indexes are written as whoever writes the row.
grant execute on function app.search_period(timestamptz), app.search_keys(text, text, bigint)
  to authenticated;

-- Without a list of what is not yet in the index: each search would go through all of that, of every
-- organization, and for each of its words.
create index tasks_search_idx on public.tasks
  using gin (app.search_keys(org_id, title_words, app.search_period(created_at))) with (fastupdate = off);
alter index public.tasks_search_idx alter column 1 set statistics 0;

-- The newest tasks that the caller may see and the query finds, and no more than the limit.
create function app.search_task_ids(query text, in_state text, most integer default 1000) returns setof uuid
  language plpgsql stable security definer rows 100
  set search_path = ''
  -- So that a bitmap of many tasks still knows each of them.
  set work_mem = '32MB'
  -- Planned once for the connection: planning takes longer than what is asked.
  set plan_cache_mode = auto
as $$
declare
  organization text := app.org_id();
  is_admin boolean := app.is_admin();
  words text[] := app.query_words(query);
  states text[] := case when in_state is null then '{active,archived,trashed}' else array[in_state] end;
  patterns text[] := array(
    select '% ' || word || case when char_length(word) > 1 then '%' else ' %' end
    from unnest(words) word
  );
  keys bigint[];
  newest bigint;
  oldest bigint;
  is_common boolean;
  ids uuid[];
  missing integer := most;
  found integer;
begin
  if organization is null or words = '{}' then
    return;
  end if;

  -- What many of the newest have is found soonest by going through them in their order, unless there
  -- are few anyway.
  select count(*) > 12 into strict is_common
  from (
    select * from public.tasks t
    where t.org_id = organization and t.state = states[1]
      and exists (
        select from public.tasks x where x.org_id = organization and x.state = states[1] offset 5000
      )
    order by t.created_at desc, t.id desc
    limit 500
  ) latest
  where latest.title_words like all (patterns)
    and (is_admin or latest.visibility = 'org' or latest.project_id in (select app.my_project_ids()));
  if is_common then
    ids := array(
      select hit.id
      from unnest(states) as part (state)
      cross join lateral (
        select latest.id, latest.created_at
        from (
          select * from public.tasks t
          where t.org_id = organization and t.state = part.state
          order by t.created_at desc, t.id desc
          limit 40000
        ) latest
        where latest.title_words like all (patterns)
          and (
            is_admin or latest.visibility = 'org' or latest.project_id in (select app.my_project_ids())
          )
        limit most
      ) hit
      order by hit.created_at desc, hit.id desc
      limit most
    );
    if cardinality(ids) = most then
      return query select id from unnest(ids) as id;
      return;
    end if;
  end if;

  -- All else by the index, one period after the other, until there are enough.
  select min(app.search_period(ends.created_at)), max(app.search_period(ends.created_at))
  into oldest, newest
  from unnest(states) as part (state)
  cross join lateral (
    (
      select t.created_at from public.tasks t
      where t.org_id = organization and t.state = part.state
      order by t.created_at desc, t.id desc limit 1
    )
    union all
    (
      select t.created_at from public.tasks t
      where t.org_id = organization and t.state = part.state
      order by t.created_at, t.id limit 1
    )
  ) ends;
  if oldest is null then
    return;
  end if;
  for period in reverse newest .. oldest loop
    keys := array(
      select hashtextextended(word, hashtextextended(organization, period)) from unnest(words) word
    );
    -- Materialized, and without the organization inside: else the planner may read all of the
    -- organization's tasks in their order, or look each hit up in an index of them all.
    return query
      with hit as materialized (
        select t.id, t.org_id, t.state, t.created_at, t.visibility, t.project_id
        from public.tasks t
        where app.search_keys(t.org_id, t.title_words, app.search_period(t.created_at)) @> keys
      )
      select hit.id
      from hit
      where hit.org_id = organization
        and hit.state = any (states)
        and (is_admin or hit.visibility = 'org' or hit.project_id in (select app.my_project_ids()))
      order by hit.created_at desc, hit.id desc
      limit missing;
    get diagnostics found = row_count;
    missing := missing - found;
    exit when missing = 0;
  end loop;
end;
$$;

-- The newest tasks, no more than 1,000, that the query finds: in a state of the lifecycle, or in all.
create function public.search_tasks(query text, in_state text default null) returns setof public.tasks
  language sql stable rows 100 set search_path = ''
begin atomic
  -- Each by its key: else the planner may look for all of them in an index of the organization's tasks.
  select t.*
  from app.search_task_ids(search_tasks.query, search_tasks.in_state) as found (id)
  cross join lateral (select * from public.tasks t where t.id = found.id limit 1) as t;
end;

grant execute on function
  app.search_task_ids(text, text, integer), public.search_tasks(text, text)
  to authenticated;

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
    from public.search_tasks(task_facets.query, in_state) t
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
