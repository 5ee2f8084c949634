-- Ending sessions from another one of the same person: all of them, or one that is named. The
-- proof is the same as for everything else that a session may do: its id and the hash of its secret.

-- Ends what the person of this session has open, this one included, or only the one named. From the
-- next statement no token of those reads or writes anything. Gives the ids of those that it ended.
create function app.session_end_own(sid text, secret_hash text, which text) returns setof text
  language plpgsql security definer set search_path = ''
as $$
declare
  person text := (
    select s.user_id from app.sessions s
    where s.sid = $1 and s.secret_hash = $2 and s.ended_at is null
  );
begin
  return query
    update app.sessions s
    set ended_at = now(), sealed = '', lease = null, leased_until = null
    where s.user_id = person and s.ended_at is null and ($3 is null or s.sid = $3)
    returning s.sid;
end;
$$;

create function public.session_end_own(sid text, secret_hash text, which text default null)
  returns setof text
  language sql set search_path = ''
begin atomic
  select s.ended from app.session_end_own($1, $2, $3) as s (ended);
end;

grant execute on function
  app.session_end_own(text, text, text), public.session_end_own(text, text, text)
to service_role;
