-- Where somebody is the only admin: the organizations that would be left with nobody to run them if
-- this person went. For the page on which they ask for the end of their account, whichever
-- organization their token is for. It decides nothing: app.membership_reserve does.
--
--   has_others   whether somebody else is in it, who could take it over

create function app.run_alone() returns table (name text, slug text, has_others boolean)
  language plpgsql stable security definer rows 1 set search_path = '' set plan_cache_mode = auto
as $$
declare
  -- Null once the session has ended, and with it everything below.
  person text := app.user_id();
begin
  return query
    select o.name, o.slug, exists (
      select from public.memberships m
      where m.org_id = o.id and m.user_id <> person and m.status = 'active'
    )
    from public.memberships mine
    join public.organizations o on o.id = mine.org_id
    where mine.user_id = person
      and mine.status = 'active'
      and app.has_admin_role(mine.roles)
      and o.gone_at is null
      and o.slug is not null
      and not exists (
        select from public.memberships m
        where m.org_id = o.id
          and m.user_id <> person
          and m.status = 'active'
          and app.has_admin_role(m.roles)
      )
    order by o.name, o.id;
end;
$$;

create function public.run_alone() returns table (name text, slug text, has_others boolean)
  language sql stable rows 1 set search_path = ''
begin atomic
  select r.name, r.slug, r.has_others from app.run_alone() r;
end;

grant execute on function app.run_alone(), public.run_alone() to authenticated;
