-- Ending sessions from elsewhere. From another one of the same person, all of them or one that is
-- named: the proof is the same as for everything else that a session may do, its id and the hash of
-- its secret. And with WorkOS' word.

-- Ends what the person of this session has open, this one included, or only the one named. From the
-- next statement no token of those reads or writes anything. Gives the ids of those that it ended.
--
--   listed   ids of the person's sessions, as WorkOS lists them: some have no record here, since they
--            are of another application or their sign-in is not finished, and end all the same
create function app.session_end_own(sid text, secret_hash text, which text, listed text[])
  returns setof text
  language plpgsql security definer set search_path = ''
as $$
declare
  person text := (
    select s.user_id from app.sessions s
    where s.sid = $1 and s.secret_hash = $2 and s.ended_at is null
  );
begin
  if person is null then
    return;
  end if;

  insert into app.sessions (sid, user_id, secret_hash, sealed)
  select id, person, '', '' from unnest($4) as id where $3 is null or id = $3
  on conflict do nothing;

  return query
    update app.sessions s
    set ended_at = now(), sealed = '', lease = null, leased_until = null
    where s.user_id = person and s.ended_at is null and ($3 is null or s.sid = $3)
    returning s.sid;
end;
$$;

-- Ends a session that was ended in WorkOS, by its administrators or from another application. One that
-- has no record here gets an ended one: its sign-in may still be on its way.
--
-- WorkOS also ends sessions of somebody whose membership is paused. There the membership shuts them
-- out already, and the page that says so is of more use to them than that of signing in.
create function app.session_revoked(sid text, user_id text, org_id text) returns void
  language plpgsql security definer set search_path = ''
as $$
begin
  if exists (
    select from public.memberships m
    where m.org_id = $3 and m.user_id = $2 and m.status in ('inactive', 'removed')
  ) then
    return;
  end if;
  insert into app.sessions as s (sid, user_id, secret_hash, sealed, ended_at)
  values ($1, $2, '', '', now())
  on conflict on constraint sessions_pkey do update
    set ended_at = now(), sealed = '', lease = null, leased_until = null
    where s.user_id = excluded.user_id and s.ended_at is null;
end;
$$;

create function public.session_end_own(
  sid text, secret_hash text, which text default null, listed text[] default '{}'
) returns setof text
  language sql set search_path = ''
begin atomic
  select s.ended from app.session_end_own($1, $2, $3, $4) as s (ended);
end;

grant execute on function
  app.session_end_own(text, text, text, text[]), public.session_end_own(text, text, text, text[])
to service_role;
