-- How much there is of an organization, for an admin who is about to delete it: counted up to one more
-- than 10,000, so that it takes as long for a million rows as for these. Nothing for anybody else.
--
-- The definer's function, since policies have nothing to add: an admin reads all of it. Each count is
-- planned for this very organization.

create function app.organization_size() returns table (what text, number integer)
  language plpgsql stable security definer rows 5 set search_path = '' set plan_cache_mode = auto
as $$
declare
  organization text := app.org_id();
  counted record;
begin
  if organization is null or not app.is_admin() then
    return;
  end if;
  for counted in
    select * from (values
      ('projects', 'projects', 'true'),
      ('tasks', 'tasks', 'true'),
      ('people', 'memberships', $sql$ status = 'active' $sql$),
      ('budgets', 'project_budgets', 'true'),
      ('events', 'audit_events', 'true')
    ) v (what, relation, condition)
  loop
    what := counted.what;
    execute format(
      'select count(*) from (select from public.%I where org_id = $1 and %s limit 10001) c',
      counted.relation, counted.condition
    ) into number using organization;
    return next;
  end loop;
end;
$$;

create function public.organization_size() returns table (what text, number integer)
  language sql stable rows 5 set search_path = ''
begin atomic
  select s.what, s.number from app.organization_size() s;
end;

grant execute on function app.organization_size(), public.organization_size() to authenticated;
