-- Whether the organization of the token has nobody left who runs it, as may happen in WorkOS'
-- dashboard or by a directory. A computed field of the Data API, which pages hear with what they ask
-- anyway; about other organizations it says nothing.

create function app.lacks_admin(org_id text) returns boolean
  language plpgsql stable security definer set search_path = '' set plan_cache_mode = auto
as $$
declare
  organization text := app.org_id();
begin
  return organization is not distinct from $1 and not exists (
    select from public.memberships m
    where m.org_id = organization and m.status = 'active' and app.has_admin_role(m.roles)
  );
end;
$$;

create function public.lacks_admin(organization public.organizations) returns boolean
  language sql stable set search_path = ''
  return app.lacks_admin(organization.id);

grant execute on function app.lacks_admin(text), public.lacks_admin(public.organizations)
to authenticated;
