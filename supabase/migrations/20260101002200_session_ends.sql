-- Ending sessions from another one of the same person: all of them, or one that is named. The
-- proof is the same as for everything else that a session may do: its id and the hash of its secret.

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
