-- What the overview page counts. An invoker's function: it counts what its caller may see.
--
--   open, late      tasks not done, and those of them whose day has passed where the organization is
--   done            tasks done in the weeks of the chart
--   done_per_week   one number a week, oldest first, the last one being the current week; weeks
--                   begin on Monday
--   first_week      the Monday of the first number

create function public.overview(weeks integer default 26) returns table (
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
    join public.tasks t on t.done_at >= span.first_week::timestamp at time zone span.zone
    group by 1
  ),
  unfinished as (
    select count(t.project_id) as open, count(t.project_id) filter (where t.due_on < span.day) as late
    from span left join public.tasks t on t.status <> 'done'
  )
  select unfinished.open, unfinished.late, coalesce(sum(finished.n), 0)::bigint, span.first_week,
    array_agg(coalesce(finished.n, 0) order by weeks.number)
  from span
  cross join unfinished
  cross join generate_series(0, least(greatest(weeks, 1), 104) - 1) as weeks (number)
  left join finished on finished.week = span.first_week + 7 * weeks.number
  group by unfinished.open, unfinished.late, span.first_week;
end;

grant execute on function public.overview(integer) to authenticated;
