-- A person's end. WorkOS deleted them: what they did stays readable, and so does that it was
-- somebody. Their name, address and picture go, with what they kept for themselves.
--
--   gone_at   pages call whoever has it "Former member"; nothing else tells them from somebody who
--             never gave a name

alter table public.users add column gone_at timestamptz;

update public.users u set gone_at = t.gone_at from app.tombstones t where t.id = u.id;

create or replace function app.mirror_gone_user(id text) returns void
  language plpgsql security definer set search_path = ''
as $$
begin
  perform app.lock_mirror('user:' || $1);
  insert into app.tombstones (id) values ($1) on conflict do nothing;
  update public.memberships m set status = 'removed' where m.user_id = $1;
  update public.users u
  set first_name = null, last_name = null, picture = null, gone_at = coalesce(u.gone_at, now())
  where u.id = $1;
  delete from public.user_emails e where e.user_id = $1;
  delete from public.list_preferences p
  using public.memberships m
  where m.user_id = $1 and p.org_id = m.org_id and p.created_by = m.user_id;
  -- A token in flight says nothing from the next statement on.
  update app.sessions s
  set ended_at = now(), sealed = '', lease = null, leased_until = null
  where s.user_id = $1 and s.ended_at is null;
end;
$$;
