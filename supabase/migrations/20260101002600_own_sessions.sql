-- What a session says of itself: that somebody acts in a person's name, and why; and to the person
-- whose they are, when each was last used.

-- Of a session in which somebody acts in a person's name: who, the reason they gave, and in which
-- organization they began. A token says the first only, and WorkOS says the reason once, at the
-- beginning.
alter table app.sessions
  add column impersonator text,
  add column impersonator_reason text,
  add column impersonated_in text;

drop function public.session_start(text, text, text, text);
drop function app.session_start(text, text, text, text);

-- Begins a session, or gives one that WorkOS continued a new secret. False when it has ended.
create function app.session_start(
  sid text, user_id text, secret_hash text, sealed text,
  impersonator text, impersonator_reason text, impersonated_in text
) returns boolean
  language plpgsql security definer set search_path = ''
as $$
begin
  insert into app.sessions as s (
    sid, user_id, secret_hash, sealed, impersonator, impersonator_reason, impersonated_in
  )
  values ($1, $2, $3, $4, $5, $6, $7)
  on conflict on constraint sessions_pkey do update
    set secret_hash = excluded.secret_hash, sealed = excluded.sealed,
      generation = s.generation + 1, lease = null, leased_until = null, used_at = now()
    where s.user_id = excluded.user_id and s.ended_at is null
      and s.impersonator is not distinct from excluded.impersonator;
  return found;
end;
$$;

create function public.session_start(
  sid text, user_id text, secret_hash text, sealed text,
  impersonator text default null, impersonator_reason text default null,
  impersonated_in text default null
) returns boolean
  language sql set search_path = ''
  return app.session_start($1, $2, $3, $4, $5, $6, $7);

drop function public.session_end_own(text, text, text, text[]);
drop function app.session_end_own(text, text, text, text[]);

-- Ends what the person of this session has open: this one included, all but this one, or only the one
-- named. From the next statement no token of those reads or writes anything. Gives the ids of those
-- that it ended. None, where this session is one in which somebody acts in the person's name.
--
--   listed   ids of the person's sessions, as WorkOS lists them: some have no record here, since they
--            are of another application or their sign-in is not finished, and end all the same
create function app.session_end_own(
  sid text, secret_hash text, which text, listed text[], others boolean
) returns setof text
  language plpgsql security definer set search_path = ''
as $$
declare
  person text := (
    select s.user_id from app.sessions s
    where s.sid = $1 and s.secret_hash = $2 and s.ended_at is null and s.impersonator is null
  );
begin
  if person is null then
    return;
  end if;

  insert into app.sessions (sid, user_id, secret_hash, sealed)
  select id, person, '', '' from unnest($4) as id
  where ($3 is null or id = $3) and not ($5 and id = $1)
  on conflict do nothing;

  return query
    update app.sessions s
    set ended_at = now(), sealed = '', lease = null, leased_until = null
    where s.user_id = person and s.ended_at is null
      and ($3 is null or s.sid = $3) and not ($5 and s.sid = $1)
    returning s.sid;
end;
$$;

create function public.session_end_own(
  sid text, secret_hash text, which text default null, listed text[] default '{}',
  others boolean default false
) returns setof text
  language sql set search_path = ''
begin atomic
  select s.ended from app.session_end_own($1, $2, $3, $4, $5) as s (ended);
end;

-- What is known here of those of these sessions that are of the same person as this one.
create function app.session_own(sid text, secret_hash text, listed text[])
  returns table (id text, used_at timestamptz, ended boolean)
  language plpgsql stable security definer set search_path = ''
as $$
begin
  return query
    select s.sid, s.used_at, s.ended_at is not null
    from app.sessions own
    join app.sessions s on s.user_id = own.user_id and s.sid = any ($3)
    where own.sid = $1 and own.secret_hash = $2 and own.ended_at is null;
end;
$$;

create function public.session_own(sid text, secret_hash text, listed text[])
  returns table (id text, used_at timestamptz, ended boolean)
  language sql stable set search_path = ''
begin atomic
  select s.id, s.used_at, s.ended from app.session_own($1, $2, $3) s;
end;

grant execute on function
  app.session_start(text, text, text, text, text, text, text),
  public.session_start(text, text, text, text, text, text, text),
  app.session_end_own(text, text, text, text[], boolean),
  public.session_end_own(text, text, text, text[], boolean),
  app.session_own(text, text, text[]), public.session_own(text, text, text[])
to service_role;

-- As before, and why somebody acts in this person's name: told to that very session, by the id in its
-- token. `status` says `gone` of an organization that was deleted, also to whose membership was
-- erased since.

drop function public.session_state();
drop function app.session_state();

create function app.session_state() returns table (
  session_ended boolean,
  status text,
  is_admin boolean,
  admin_in_token boolean,
  admin_in_mirror boolean,
  impersonator text,
  impersonator_reason text,
  organization_id text,
  organization_name text,
  organization_slug text,
  organization_picture text,
  user_id text,
  first_name text,
  last_name text,
  email text,
  user_picture text
)
  language plpgsql stable security definer rows 1 set search_path = '' set plan_cache_mode = auto
as $$
declare
  claims jsonb := auth.jwt();
  -- Null once the session has ended, and with it everything below.
  person text := app.user_id();
  reason text;
begin
  if claims ? 'act' then
    reason := (
      select s.impersonator_reason from app.sessions s
      where s.sid = claims ->> 'sid' and s.user_id = person
        and s.impersonator = claims -> 'act' ->> 'sub'
    );
  end if;

  return query
    select
      person is null,
      case when o.gone_at is null then m.status else 'gone' end,
      app.is_admin(),
      app.has_admin_role(app.claimed_roles()),
      app.has_admin_role(m.roles),
      case when claims ? 'act' then coalesce(claims -> 'act' ->> 'sub', 'Somebody') end,
      reason,
      o.id,
      o.name,
      o.slug,
      o.picture,
      person,
      u.first_name,
      u.last_name,
      e.email,
      u.picture
    from (values (1)) as always
    left join public.memberships m
      on m.org_id = claims ->> 'org_id' and m.user_id = person
    left join public.organizations o
      on o.id = claims ->> 'org_id'
        and (m.org_id is not null or (o.gone_at is not null and person is not null))
    left join public.users u on u.id = person
    left join public.user_emails e on e.user_id = u.id;
end;
$$;

create function public.session_state() returns table (
  session_ended boolean,
  status text,
  is_admin boolean,
  admin_in_token boolean,
  admin_in_mirror boolean,
  impersonator text,
  impersonator_reason text,
  organization_id text,
  organization_name text,
  organization_slug text,
  organization_picture text,
  user_id text,
  first_name text,
  last_name text,
  email text,
  user_picture text
)
  language sql stable set search_path = ''
begin atomic
  select s.session_ended, s.status, s.is_admin, s.admin_in_token, s.admin_in_mirror,
    s.impersonator, s.impersonator_reason, s.organization_id, s.organization_name,
    s.organization_slug, s.organization_picture, s.user_id, s.first_name, s.last_name, s.email,
    s.user_picture
  from app.session_state() s;
end;

grant execute on function app.session_state(), public.session_state() to authenticated;
