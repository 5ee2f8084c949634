-- Who is asking, and what that still means at this very statement.
--
-- WorkOS ids are text (org_01..., user_01...), so auth.uid(), which casts the subject to uuid,
-- fails on every request. Policies call the functions below instead, always inside a select, so
-- that Postgres evaluates them once per statement.
--
-- The functions are live: a token says what was true when it was minted, the mirror and the
-- session record say what is true now, and both must agree. They are security definer, since
-- policies on the tables they read would otherwise call them again, and plpgsql, since its plans
-- are kept for the connection.
--
-- The API does not serve this schema and nobody gets usage on it. Policies and defaults work
-- without; the names a request can call stand in public.

create schema app;

-- Nothing is open by default, whichever defaults the hosted project came with. Every table,
-- function and sequence grants by name after this. The per-schema form cannot take back what
-- Postgres itself gives to public, so the first statement is global.
alter default privileges revoke execute on functions from public;
alter default privileges in schema public revoke all on tables from anon, authenticated, service_role;
alter default privileges in schema public revoke all on functions from anon, authenticated, service_role;
alter default privileges in schema public revoke all on sequences from anon, authenticated, service_role;

-- The one place that says which WorkOS role slugs make an admin.
create function app.admin_roles() returns text[]
  language sql immutable parallel safe set search_path = ''
  return array['admin'];

-- True when these roles, as WorkOS lists them, make an admin.
create function app.has_admin_role(roles text[]) returns boolean
  language sql immutable parallel safe set search_path = ''
  return coalesce(roles && app.admin_roles(), false);

-- The roles the token claims: `roles` where WorkOS minted it, else the single `user_role` that
-- our JWT template adds. The `role` claim is Postgres' role and says nothing about the person.
create function app.claimed_roles() returns text[]
  language plpgsql stable security definer set search_path = ''
as $$
declare
  claims jsonb := auth.jwt();
begin
  if jsonb_typeof(claims -> 'roles') = 'array' then
    return array(select jsonb_array_elements_text(claims -> 'roles'));
  end if;
  return array_remove(array[claims ->> 'user_role'], null);
end;
$$;

-- The person, while their session has not ended; null otherwise.
create function app.user_id() returns text
  language plpgsql stable security definer set search_path = ''
as $$
declare
  claims jsonb := auth.jwt();
begin
  if exists (
    select from app.sessions s where s.sid = claims ->> 'sid' and s.ended_at is not null
  ) then
    return null;
  end if;
  return claims ->> 'sub';
end;
$$;

-- The organization of the token, while the person is an active member of it, it is not gone, and
-- the session has not ended; null otherwise.
create function app.org_id() returns text
  language plpgsql stable security definer set search_path = ''
as $$
declare
  claims jsonb := auth.jwt();
begin
  return (
    select m.org_id
    from public.memberships m
    join public.organizations o on o.id = m.org_id
    where m.org_id = claims ->> 'org_id'
      and m.user_id = claims ->> 'sub'
      and m.status = 'active'
      and o.gone_at is null
      and not exists (
        select from app.sessions s where s.sid = claims ->> 'sid' and s.ended_at is not null
      )
  );
end;
$$;

-- An admin of app.org_id(): in the token and in the mirror. Never null, so that it can be negated.
create function app.is_admin() returns boolean
  language plpgsql stable security definer set search_path = ''
as $$
begin
  return app.has_admin_role(app.claimed_roles()) and exists (
    select from public.memberships m
    where m.org_id = app.org_id()
      and m.user_id = auth.jwt() ->> 'sub'
      and app.has_admin_role(m.roles)
  );
end;
$$;

-- The organizations the person is an active member of, whichever one the token is for.
create function app.my_organization_ids() returns setof text
  language plpgsql stable security definer rows 5 set search_path = ''
as $$
begin
  return query
    select m.org_id
    from public.memberships m
    join public.organizations o on o.id = m.org_id
    where m.user_id = app.user_id() and m.status = 'active' and o.gone_at is null;
end;
$$;

-- The people whose names this organization may show: present and former ones, and for admins also
-- those who were invited.
create function app.known_user_ids() returns setof text
  language plpgsql stable security definer rows 100 set search_path = ''
as $$
declare
  organization text := app.org_id();
  admin boolean := app.is_admin();
begin
  return query
    select m.user_id
    from public.memberships m
    where m.org_id = organization and (admin or m.status <> 'pending');
end;
$$;

-- The people whose e-mail addresses this organization may show: those who are here now, and for
-- admins also the paused and the invited ones. Nobody's after they left.
create function app.reachable_user_ids() returns setof text
  language plpgsql stable security definer rows 100 set search_path = ''
as $$
declare
  organization text := app.org_id();
  admin boolean := app.is_admin();
begin
  return query
    select m.user_id
    from public.memberships m
    where m.org_id = organization
      and (m.status = 'active' or (admin and m.status in ('inactive', 'pending')));
end;
$$;

-- The projects the person belongs to. Used as `id in (select app.my_project_ids())`, which
-- Postgres hashes once per statement.
create function app.my_project_ids() returns setof uuid
  language plpgsql stable security definer rows 20 set search_path = ''
as $$
declare
  organization text := app.org_id();
begin
  return query
    select pm.project_id
    from public.project_members pm
    where pm.org_id = organization and pm.user_id = app.user_id();
end;
$$;

-- Keeps updated_at. The clock's time rather than the transaction's, so that two changes never
-- share a value and a form can tell that a row changed meanwhile.
create function app.touch_updated_at() returns trigger
  language plpgsql set search_path = ''
as $$
begin
  new.updated_at := clock_timestamp();
  return new;
end;
$$;

grant execute on function
  app.user_id(), app.org_id(), app.is_admin(), app.my_organization_ids(),
  app.known_user_ids(), app.reachable_user_ids(), app.my_project_ids()
to authenticated;
