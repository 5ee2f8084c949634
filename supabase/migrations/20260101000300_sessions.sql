-- Session records: what keeps a person signed in, and what ends it.
--
-- The browser holds the session's id and a secret; this table holds the hash of the secret and
-- WorkOS' refresh token, sealed with a key made from the secret and the app's password. So
-- neither a cookie nor this table alone gives the token away. Nobody reaches the table: the
-- functions below are for the app's server, and each asks for the hash of the secret again.

create table app.sessions (
  sid text primary key,
  user_id text not null,
  secret_hash text not null,
  sealed text not null,
  generation integer not null default 1,
  lease uuid,
  leased_until timestamptz,
  memberships_asked_at timestamptz not null default '-infinity',
  ended_at timestamptz,
  created_at timestamptz not null default now(),
  used_at timestamptz not null default now()
);

create index sessions_user_id_idx on app.sessions (user_id);

alter table app.sessions enable row level security;
alter table app.sessions force row level security;

create policy "nobody can read sessions" on app.sessions
  for select to authenticated
  using (false);

-- Begins a session, or gives one that WorkOS continued a new secret. False when it has ended.
create function app.session_start(sid text, user_id text, secret_hash text, sealed text)
  returns boolean
  language plpgsql security definer set search_path = ''
as $$
begin
  insert into app.sessions as s (sid, user_id, secret_hash, sealed)
  values ($1, $2, $3, $4)
  on conflict on constraint sessions_pkey do update
    set secret_hash = excluded.secret_hash, sealed = excluded.sealed,
      generation = s.generation + 1, lease = null, leased_until = null, used_at = now()
    where s.user_id = excluded.user_id and s.ended_at is null;
  return found;
end;
$$;

-- Takes the right to refresh, for 20 seconds, unless another request holds it. No row when there
-- is no such session. A lease outlives two attempts at WorkOS and ends while WorkOS still replays
-- the pair of tokens that a killed holder may have received.
create function app.session_lease(sid text, secret_hash text, holder uuid)
  returns table (ended boolean, leased boolean, sealed text, generation integer)
  language plpgsql security definer set search_path = ''
as $$
begin
  update app.sessions s
  set lease = $3, leased_until = clock_timestamp() + interval '20 seconds'
  where s.sid = $1 and s.secret_hash = $2 and s.ended_at is null
    and (s.lease is null or s.lease = $3 or s.leased_until < clock_timestamp());

  return query
    select s.ended_at is not null, s.lease is not distinct from $3, s.sealed, s.generation
    from app.sessions s
    where s.sid = $1 and s.secret_hash = $2;
end;
$$;

-- Stores what a refresh gave and, unless more is to come, ends the lease. False when the lease
-- passed to another holder or the session ended meanwhile.
create function app.session_store(
  sid text, secret_hash text, holder uuid, sealed text, release boolean
) returns boolean
  language plpgsql security definer set search_path = ''
as $$
begin
  update app.sessions s
  set sealed = $4, generation = s.generation + 1, used_at = now(),
    lease = case when $5 then null else s.lease end,
    leased_until = case when $5 then null else s.leased_until end
  where s.sid = $1 and s.secret_hash = $2 and s.lease = $3 and s.ended_at is null;
  return found;
end;
$$;

-- Gives the lease back when nothing came of it.
create function app.session_release(sid text, secret_hash text, holder uuid) returns boolean
  language plpgsql security definer set search_path = ''
as $$
begin
  update app.sessions s set lease = null, leased_until = null
  where s.sid = $1 and s.secret_hash = $2 and s.lease = $3;
  return found;
end;
$$;

-- Ends a session for good: from the next statement no token of it reads or writes anything.
create function app.session_end(sid text, secret_hash text) returns boolean
  language plpgsql security definer set search_path = ''
as $$
begin
  update app.sessions s
  set ended_at = now(), sealed = '', lease = null, leased_until = null
  where s.sid = $1 and s.secret_hash = $2 and s.ended_at is null;
  return found;
end;
$$;

-- Whether this session may ask WorkOS for the person's memberships: at most every 30 seconds, so
-- that mistyped addresses cannot be used to flood it.
create function app.session_may_ask(sid text, secret_hash text) returns boolean
  language plpgsql security definer set search_path = ''
as $$
begin
  update app.sessions s set memberships_asked_at = clock_timestamp()
  where s.sid = $1 and s.secret_hash = $2 and s.ended_at is null
    and s.memberships_asked_at < clock_timestamp() - interval '30 seconds';
  return found;
end;
$$;

-- What the API serves of the above: invoker functions, executable by the secret key alone.

create function public.session_start(sid text, user_id text, secret_hash text, sealed text)
  returns boolean
  language sql set search_path = ''
  return app.session_start($1, $2, $3, $4);

create function public.session_lease(sid text, secret_hash text, holder uuid)
  returns table (ended boolean, leased boolean, sealed text, generation integer)
  language sql set search_path = ''
begin atomic
  select l.ended, l.leased, l.sealed, l.generation from app.session_lease($1, $2, $3) l;
end;

create function public.session_store(
  sid text, secret_hash text, holder uuid, sealed text, release boolean
) returns boolean
  language sql set search_path = ''
  return app.session_store($1, $2, $3, $4, $5);

create function public.session_release(sid text, secret_hash text, holder uuid) returns boolean
  language sql set search_path = ''
  return app.session_release($1, $2, $3);

create function public.session_end(sid text, secret_hash text) returns boolean
  language sql set search_path = ''
  return app.session_end($1, $2);

create function public.session_may_ask(sid text, secret_hash text) returns boolean
  language sql set search_path = ''
  return app.session_may_ask($1, $2);

grant execute on function
  app.session_start(text, text, text, text), public.session_start(text, text, text, text),
  app.session_lease(text, text, uuid), public.session_lease(text, text, uuid),
  app.session_store(text, text, uuid, text, boolean),
  public.session_store(text, text, uuid, text, boolean),
  app.session_release(text, text, uuid), public.session_release(text, text, uuid),
  app.session_end(text, text), public.session_end(text, text),
  app.session_may_ask(text, text), public.session_may_ask(text, text)
to service_role;
