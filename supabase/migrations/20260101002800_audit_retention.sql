-- How long the audit log of an organization is kept: for ever, unless its admins say otherwise. That
-- they did stands in the log, and so does what went because of it. At least 90 days, so that nobody
-- covers up with it what they did.

alter table public.organization_settings
  add column audit_days integer check (audit_days between 90 and 3650);

-- What people choose is in no statistics: docs/decisions/0005.
alter table public.organization_settings alter column audit_days set statistics 0;

grant update (audit_days) on public.organization_settings to authenticated;

-- Deletes what is older than its organization keeps it, at most so many of each: run it every night, as
-- the owner of the database. No role of the API may.
create function app.forget_audit_events(most bigint default 100000) returns bigint
  language plpgsql security definer set search_path = ''
as $$
declare
  organization record;
  number bigint;
  forgotten bigint := 0;
begin
  for organization in
    select s.org_id, now() - s.audit_days * interval '1 day' as before
    from public.organization_settings s
    where s.audit_days is not null
    order by s.org_id
    for key share skip locked
  loop
    delete from public.audit_events e
    where e.id = any (array(
      select x.id from public.audit_events x
      where x.org_id = organization.org_id and x.at < organization.before
      order by x.at
      limit most
    ));
    get diagnostics number = row_count;
    forgotten := forgotten + number;
    if number > 0 then
      insert into public.audit_events (org_id, kind, resource, resource_id, changes)
      values (
        organization.org_id, 'deleted', 'audit_events', organization.org_id,
        jsonb_build_object(
          'events', jsonb_build_array(number, null),
          'older_than', jsonb_build_array(organization.before, null)
        )
      );
    end if;
  end loop;
  return forgotten;
end;
$$;

do $$
begin
  if exists (select from pg_extension where extname = 'pg_cron') then
    perform cron.schedule('forget audit events', '27 3 * * *', 'select app.forget_audit_events()');
  end if;
end;
$$;
