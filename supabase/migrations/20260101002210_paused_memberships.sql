-- What somebody may know of an organization in which they are paused: that it is so, what the
-- organization is called, and whom to ask. All else stays closed: policies know active members only.
-- It does not matter which organization the token is for, since none is minted for that one.
--
--   admins   the names of at most three active admins, those who are there longest first; none for
--            admins who never gave a name, whose addresses a paused person may not see

create function app.paused_memberships() returns table (
  organization_id text, name text, slug text, picture text, admins text[]
)
  language plpgsql stable security definer rows 1 set search_path = '' set plan_cache_mode = auto
as $$
declare
  -- Null once the session has ended, and with it everything below.
  person text := app.user_id();
begin
  return query
    select o.id, o.name, o.slug, o.picture,
      array(
        select concat_ws(' ', nullif(u.first_name, ''), nullif(u.last_name, ''))
        from public.memberships m
        join public.users u on u.id = m.user_id
        where m.org_id = o.id
          and m.status = 'active'
          and app.has_admin_role(m.roles)
          and concat(u.first_name, u.last_name) <> ''
        order by m.created_at, m.user_id
        limit 3
      )
    from public.memberships mine
    join public.organizations o on o.id = mine.org_id
    where mine.user_id = person
      and mine.status = 'inactive'
      and o.gone_at is null
      and o.slug is not null
    order by o.name, o.id;
end;
$$;

create function public.paused_memberships() returns table (
  organization_id text, name text, slug text, picture text, admins text[]
)
  language sql stable rows 1 set search_path = ''
begin atomic
  select p.organization_id, p.name, p.slug, p.picture, p.admins from app.paused_memberships() p;
end;

grant execute on function app.paused_memberships(), public.paused_memberships() to authenticated;
