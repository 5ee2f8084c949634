-- Admins change the settings of their organization. There is one row from the moment the mirror knows
-- the organization, so nobody creates or deletes it.

-- A zone is one that Postgres knows by its name. `at time zone` would take more: +02:00 and FOO+3 are
-- no names, and know no summer time. The names are read from files, which takes some milliseconds, so
-- only a change looks at them.
create function app.require_time_zone() returns trigger
  language plpgsql set search_path = ''
as $$
begin
  if not exists (select from pg_catalog.pg_timezone_names z where z.name = new.time_zone) then
    raise exception 'there is no time zone of this name' using errcode = '23514';
  end if;
  return new;
end;
$$;

create trigger require_time_zone before insert on public.organization_settings
  for each row when (new.time_zone <> 'UTC') execute function app.require_time_zone();
create trigger require_time_zone_of_change before update of time_zone on public.organization_settings
  for each row when (old.time_zone is distinct from new.time_zone)
  execute function app.require_time_zone();

-- What people write is in no statistics: docs/decisions/0005.
alter table public.organization_settings alter column time_zone set statistics 0;

create policy "admins can change the settings of their organization" on public.organization_settings
  for update to authenticated
  using (org_id = (select app.org_id()) and (select app.is_admin()))
  with check (org_id = (select app.org_id()) and (select app.is_admin()));

create policy "nobody can change settings in another's name" on public.organization_settings
  as restrictive for update to authenticated
  using (not (select app.is_impersonated()))
  with check (not (select app.is_impersonated()));

grant update (time_zone) on public.organization_settings to authenticated;

-- That the mirror made the row is nothing that somebody did.
create trigger write_audit_event_of_change after update on public.organization_settings
  for each row when (old.* is distinct from new.*)
  execute function app.write_audit_event('{}', 'org_id');
