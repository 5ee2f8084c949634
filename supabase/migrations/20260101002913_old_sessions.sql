-- Session records do not stay for ever. They go, some at a time, with each page of events that the mirror
-- takes: so whatever runs the sync sees to it.
--
--   ended    90 days later. The record is what refuses a token of that session, which lives for minutes;
--            a sign-in with its id that is under way, whose code WorkOS takes for ten minutes; and
--            WorkOS' word of its end, which it repeats for three days. Its refresh token was erased with
--            its end, so nothing of ours can mint another token for it.
--   unused   400 days later: no browser keeps the cookie longer, which alone can use it.

create index sessions_ended_at_idx on app.sessions (ended_at) where ended_at is not null;
-- Not by used_at, which each token that is minted changes.
create index sessions_created_at_idx on app.sessions (created_at) where ended_at is null;

create function app.forget_old_sessions() returns trigger
  language plpgsql security definer set search_path = ''
as $$
begin
  delete from app.sessions s
  where s.sid = any (array(
    select o.sid from app.sessions o
    where o.ended_at < now() - interval '90 days'
    order by o.ended_at limit 1000 for update skip locked
  ));
  delete from app.sessions s
  where s.sid = any (array(
    select o.sid from app.sessions o
    where o.ended_at is null
      and o.created_at < now() - interval '400 days' and o.used_at < now() - interval '400 days'
    order by o.created_at limit 1000 for update skip locked
  ));
  return null;
end;
$$;

create trigger forget_old_sessions after update on app.mirror_place
  for each statement execute function app.forget_old_sessions();
