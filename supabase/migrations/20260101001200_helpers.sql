-- Helpers ask other helpers once, before their query, rather than in its conditions: there Postgres
-- may evaluate them for each row that it looks at.

create or replace function app.is_admin() returns boolean
  language plpgsql stable security definer set search_path = ''
as $$
declare
  organization text := app.org_id();
  person text := auth.jwt() ->> 'sub';
begin
  return app.has_admin_role(app.claimed_roles()) and exists (
    select from public.memberships m
    where m.org_id = organization
      and m.user_id = person
      and app.has_admin_role(m.roles)
  );
end;
$$;

create or replace function app.my_organization_ids() returns setof text
  language plpgsql stable security definer rows 5 set search_path = ''
as $$
declare
  person text := app.user_id();
begin
  return query
    select m.org_id
    from public.memberships m
    join public.organizations o on o.id = m.org_id
    where m.user_id = person
      and m.status = 'active'
      and o.gone_at is null;
end;
$$;

create or replace function app.my_project_ids() returns setof uuid
  language plpgsql stable security definer rows 20 set search_path = ''
as $$
declare
  organization text := app.org_id();
  person text := app.user_id();
begin
  return query
    select pm.project_id
    from public.project_members pm
    where pm.org_id = organization
      and pm.user_id = person;
end;
$$;
