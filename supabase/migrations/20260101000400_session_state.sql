-- What the token of this request still means. Pages take the role, the membership and the end of
-- a session from here, and guess nothing from an empty list.
--
--   session_ended      signed out here, elsewhere, or by an admin
--   status             of the membership in the token's organization: active, inactive, pending,
--                      removed; null when the token has none or the mirror never heard of it
--   is_admin           in the token and in the mirror: what the policies grant
--   admin_in_token,    tell a demotion (token only) and a promotion (mirror only) from a role that
--   admin_in_mirror    simply is what it is
--   impersonator       the e-mail of who acts in this person's name, null when nobody does

create function app.session_state() returns table (
  session_ended boolean,
  status text,
  is_admin boolean,
  admin_in_token boolean,
  admin_in_mirror boolean,
  impersonator text,
  organization_id text,
  organization_name text,
  organization_slug text,
  organization_picture text,
  user_id text,
  first_name text,
  last_name text,
  email text,
  user_picture text
)
  language plpgsql stable security definer rows 1 set search_path = ''
as $$
declare
  claims jsonb := auth.jwt();
  -- Null once the session has ended, and with it everything below.
  person text := app.user_id();
begin
  return query
    select
      person is null,
      case when o.gone_at is null then m.status else 'removed' end,
      app.is_admin(),
      app.has_admin_role(app.claimed_roles()),
      app.has_admin_role(m.roles),
      claims -> 'act' ->> 'sub',
      m.org_id,
      o.name,
      o.slug,
      o.picture,
      person,
      u.first_name,
      u.last_name,
      e.email,
      u.picture
    from (values (1)) as always
    left join public.memberships m
      on m.org_id = claims ->> 'org_id' and m.user_id = person
    left join public.organizations o on o.id = m.org_id
    left join public.users u on u.id = person
    left join public.user_emails e on e.user_id = u.id;
end;
$$;

create function public.session_state() returns table (
  session_ended boolean,
  status text,
  is_admin boolean,
  admin_in_token boolean,
  admin_in_mirror boolean,
  impersonator text,
  organization_id text,
  organization_name text,
  organization_slug text,
  organization_picture text,
  user_id text,
  first_name text,
  last_name text,
  email text,
  user_picture text
)
  language sql stable set search_path = ''
begin atomic
  select s.session_ended, s.status, s.is_admin, s.admin_in_token, s.admin_in_mirror,
    s.impersonator, s.organization_id, s.organization_name, s.organization_slug,
    s.organization_picture, s.user_id, s.first_name, s.last_name, s.email, s.user_picture
  from app.session_state() s;
end;

grant execute on function app.session_state(), public.session_state() to authenticated;
