-- Somebody acts in a person's name: the audit log of the organization says when that began, why, and
-- when it ended, whoever ended it.

create function app.write_impersonation_event() returns trigger
  language plpgsql security definer set search_path = '' set plan_cache_mode = auto
as $$
begin
  insert into public.audit_events (
    org_id, actor_id, impersonator, session_id, kind, resource, resource_id, changes
  )
  values (
    new.impersonated_in, new.user_id, new.impersonator, new.sid,
    case tg_op when 'INSERT' then 'began' else 'ended' end, 'impersonations', new.user_id,
    case tg_op
      when 'INSERT' then
        app.without_secrets(
          jsonb_build_object('reason', jsonb_build_array(null, new.impersonator_reason))
        )
      else '{}'
    end
  );
  return null;
end;
$$;

create trigger write_audit_event after insert on app.sessions
  for each row when (new.impersonator is not null and new.impersonated_in is not null)
  execute function app.write_impersonation_event();
create trigger write_audit_event_of_end after update on app.sessions
  for each row
  when (
    new.impersonator is not null and new.impersonated_in is not null
    and old.ended_at is null and new.ended_at is not null
  )
  execute function app.write_impersonation_event();
