-- Events: WorkOS' news in order, and the place up to which the mirror has taken them.
--
-- An event comes by webhook and again with its page of the Events API. It is applied once: its id
-- is remembered in the transaction that applies it. A page and the place it leads to are one
-- transaction too, and the place moves only from where the page was read, so that the sync may be
-- killed at any point and may run twice at once.
--
-- News as these functions take it: {"id": "event_…", "kind": "organization", "user",
-- "membership", "session" or "connection", "gone": false, "object": {…}}; of a session there is only
-- its end, of a connection only that it works. An object that has to be fetched again is named by
-- the answer, nothing of the page is applied, and the page comes once more, with that news as
-- {"id": "event_…"} alone.

create table app.applied_events (
  id text primary key,
  applied_at timestamptz not null default now()
);

create index applied_events_applied_at_idx on app.applied_events (applied_at);

alter table app.applied_events enable row level security;
alter table app.applied_events force row level security;

create policy "nobody can read applied events" on app.applied_events
  for select to authenticated
  using (false);

-- One row, once the mirror has been compared with WorkOS as a whole.
create table app.mirror_place (
  is_only boolean primary key default true check (is_only),
  -- The last event of the pages that were applied; null when the next page begins with a time.
  event_id text,
  moved_at timestamptz not null default now(),
  -- When there was no later event in WorkOS.
  reached_at timestamptz not null
);

alter table app.mirror_place enable row level security;
alter table app.mirror_place force row level security;

create policy "nobody can read the place" on app.mirror_place
  for select to authenticated
  using (false);

-- Takes the locks of all that the news is about, in the one order that everybody takes them in.
create function app.lock_news(news jsonb) returns void
  language plpgsql set search_path = ''
as $$
declare
  key text;
begin
  for key in
    select distinct on (k.rank, k.key) k.key
    from jsonb_array_elements($1) n,
      lateral (values
        (1, 'organization:' || case n ->> 'kind'
          when 'organization' then n #>> '{object,id}'
          when 'membership' then n #>> '{object,org_id}'
          when 'connection' then n #>> '{object,org_id}' end),
        (2, 'user:' || case n ->> 'kind'
          when 'user' then n #>> '{object,id}' when 'membership' then n #>> '{object,user_id}' end),
        (3, 'membership:' || case n ->> 'kind'
          when 'membership' then (n #>> '{object,org_id}') || ':' || (n #>> '{object,user_id}') end)
      ) k (rank, key)
    where k.key is not null
    order by k.rank, k.key
  loop
    perform app.lock_mirror(key);
  end loop;
end;
$$;

-- Puts one object, or ends it. The answer is that of put; 'ended' for an end.
create function app.take_news(news jsonb, refetched boolean) returns text
  language plpgsql security definer set search_path = ''
as $$
declare
  o jsonb := $1 -> 'object';
  created timestamptz := o ->> 'created_at';
  updated timestamptz := o ->> 'updated_at';
  what text := ($1 ->> 'kind') || case when ($1 ->> 'gone')::boolean then ' gone' else '' end;
  outcome text;
begin
  case what
    when 'organization' then
      return app.mirror_put_organization(o ->> 'id', o ->> 'name', created, updated, $2);
    when 'user' then
      return app.mirror_put_user(
        o ->> 'id', o ->> 'email', o ->> 'first_name', o ->> 'last_name', o ->> 'picture',
        created, updated, $2
      );
    when 'membership' then
      outcome := app.mirror_put_membership(
        o ->> 'id', o ->> 'org_id', o ->> 'user_id',
        array(select jsonb_array_elements_text(o -> 'roles')), o ->> 'status',
        created, updated, $2
      );
      if outcome in ('applied', 'unchanged') and o ? 'directory_managed' then
        perform app.mirror_mark_directory(o ->> 'id', (o ->> 'directory_managed')::boolean);
      end if;
      return outcome;
    when 'organization gone' then perform app.mirror_gone_organization(o ->> 'id');
    when 'user gone' then perform app.mirror_gone_user(o ->> 'id');
    when 'membership gone' then
      perform app.mirror_gone_membership(o ->> 'id', o ->> 'org_id', o ->> 'user_id', created);
    when 'connection' then
      perform app.mirror_connected(o ->> 'org_id');
      return 'applied';
    when 'session gone' then
      perform app.session_revoked(o ->> 'id', o ->> 'user_id', o ->> 'org_id');
  end case;
  return 'ended';
end;
$$;

-- Applies one event, unless it has been. The locks are taken by now.
--   'known'    it was applied before
--   'settled'  what it is about was fetched and put: only its id is remembered
--   'differs'  nothing was done: what it is about must be fetched
create function app.apply_event(event jsonb) returns text
  language plpgsql security definer set search_path = ''
as $$
declare
  outcome text := 'settled';
begin
  insert into app.applied_events (id) values ($1 ->> 'id') on conflict do nothing;
  if not found then
    return 'known';
  end if;
  if $1 ? 'kind' then
    outcome := app.take_news($1, false);
  end if;
  if outcome = 'differs' then
    delete from app.applied_events e where e.id = $1 ->> 'id';
  end if;
  return outcome;
end;
$$;

-- Applies the event of a webhook.
create function app.mirror_apply_event(event jsonb) returns text
  language plpgsql security definer set search_path = ''
as $$
begin
  perform app.lock_news(jsonb_build_array($1));
  return app.apply_event($1);
end;
$$;

-- Applies a page of events that was read after this place and moves the place to its last one; with
-- reached_at to the end of what WorkOS knew then.
--   moved    false when the place was no longer there: another sync was faster
--   applied  how many of the events nobody had applied before
--   differs  the ids of events of which the objects must be fetched first: then nothing was done
create function app.mirror_apply_page(after text, events jsonb, reached_at timestamptz)
  returns table (moved boolean, applied integer, differs text[])
  language plpgsql security definer set search_path = ''
as $$
declare
  place app.mirror_place;
  event jsonb;
  outcome text;
begin
  moved := false;
  applied := 0;
  differs := '{}';
  select * into place from app.mirror_place for update;
  if not found or place.event_id is distinct from $1 then
    return next;
    return;
  end if;

  begin
    perform app.lock_news($2);
    for event in
      select e.value from jsonb_array_elements($2) with ordinality e
      -- A session ends because of what WorkOS tells only after it.
      order by coalesce(e.value ->> 'kind' = 'session', false), e.ordinality
    loop
      outcome := app.apply_event(event);
      if outcome = 'differs' then
        differs := differs || (event ->> 'id');
      elsif outcome <> 'known' then
        applied := applied + 1;
      end if;
    end loop;
    if differs <> '{}' then
      raise exception 'some objects must be fetched' using errcode = 'OD001';
    end if;
  exception
    when sqlstate 'OD001' then
      applied := 0;
      return next;
      return;
  end;

  update app.mirror_place p
  set event_id = coalesce($2 -> -1 ->> 'id', p.event_id),
    moved_at = case when $2 = '[]' then p.moved_at else clock_timestamp() end,
    reached_at = greatest(p.reached_at, $3);
  -- WorkOS sends a webhook again for three days.
  delete from app.applied_events e
  where e.id in (
    select o.id from app.applied_events o
    where o.applied_at < now() - interval '30 days' order by o.applied_at limit 1000
  );
  moved := true;
  return next;
end;
$$;

-- No row before the mirror was compared with WorkOS as a whole.
create function app.mirror_place_now()
  returns table (event_id text, moved_at timestamptz, reached_at timestamptz)
  language plpgsql stable security definer set search_path = ''
as $$
begin
  return query select p.event_id, p.moved_at, p.reached_at from app.mirror_place p;
end;
$$;

-- The mirror was compared as a whole, and is right as of then: what happened since is read from
-- that time on, unless the place was moved meanwhile. False when it was.
create function app.mirror_set_place(was_reached_at timestamptz, reached_at timestamptz)
  returns boolean
  language plpgsql security definer set search_path = ''
as $$
begin
  insert into app.mirror_place as p (event_id, reached_at) values (null, $2)
  on conflict on constraint mirror_place_pkey do update
    set event_id = null, moved_at = clock_timestamp(), reached_at = $2
    where p.reached_at = $1;
  return found;
end;
$$;

-- Puts a page of objects that were just listed, each as an answer to its place in the page.
create function app.mirror_put_page(news jsonb) returns text[]
  language plpgsql security definer set search_path = ''
as $$
declare
  one jsonb;
  outcomes text[] := '{}';
begin
  perform app.lock_news($1);
  for one in select n.value from jsonb_array_elements($1) with ordinality n order by n.ordinality
  loop
    outcomes := outcomes || app.take_news(one, false);
  end loop;
  return outcomes;
end;
$$;

-- Which of the mirror's organizations, people or memberships have not ended, by id, page by page.
-- Memberships are those of one organization.
create function app.mirror_present(kind text, org_id text, after text)
  returns table (id text, user_id text)
  language plpgsql stable security definer rows 1000 set search_path = ''
as $$
begin
  if $1 = 'organization' then
    return query
      select o.id, null from public.organizations o
      where o.gone_at is null and o.id > $3 order by o.id limit 1000;
  elsif $1 = 'user' then
    return query
      select u.id, null from public.users u
      where u.id > $3 and not app.is_gone(u.id) order by u.id limit 1000;
  else
    return query
      select m.id, m.user_id from public.memberships m
      where m.org_id = $2 and m.status <> 'removed' and m.id > $3 order by m.id limit 1000;
  end if;
end;
$$;

-- What the API serves of the above: invoker functions, executable by the secret key alone.

create function public.mirror_apply_event(event jsonb) returns text
  language sql set search_path = ''
  return app.mirror_apply_event($1);

create function public.mirror_apply_page(
  after text, events jsonb, reached_at timestamptz default null
) returns table (moved boolean, applied integer, differs text[])
  language sql set search_path = ''
begin atomic
  select p.moved, p.applied, p.differs from app.mirror_apply_page($1, $2, $3) p;
end;

create function public.mirror_place()
  returns table (event_id text, moved_at timestamptz, reached_at timestamptz)
  language sql stable set search_path = ''
begin atomic
  select p.event_id, p.moved_at, p.reached_at from app.mirror_place_now() p;
end;

create function public.mirror_set_place(was_reached_at timestamptz, reached_at timestamptz)
  returns boolean
  language sql set search_path = ''
  return app.mirror_set_place($1, $2);

create function public.mirror_put_page(news jsonb) returns text[]
  language sql set search_path = ''
  return app.mirror_put_page($1);

create function public.mirror_present(kind text, org_id text, after text)
  returns table (id text, user_id text)
  language sql stable set search_path = ''
begin atomic
  select p.id, p.user_id from app.mirror_present($1, $2, $3) p;
end;

grant execute on function
  app.mirror_apply_event(jsonb), public.mirror_apply_event(jsonb),
  app.mirror_apply_page(text, jsonb, timestamptz),
  public.mirror_apply_page(text, jsonb, timestamptz),
  app.mirror_place_now(), public.mirror_place(),
  app.mirror_set_place(timestamptz, timestamptz), public.mirror_set_place(timestamptz, timestamptz),
  app.mirror_put_page(jsonb), public.mirror_put_page(jsonb),
  app.mirror_present(text, text, text), public.mirror_present(text, text, text)
to service_role;
