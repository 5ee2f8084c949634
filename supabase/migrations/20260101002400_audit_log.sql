-- The audit log of an organization: what happened to its data, its people and itself.
--
--   admins    read
--   nobody    writes, changes or deletes through the API, also not with the secret key: triggers write,
--             and the functions below, of which none takes anything back
--
-- What WorkOS does for somebody is written down in two ways:
--   mirrored  memberships, organizations: when the mirror hears of it, by a trigger, whoever tells it
--             first. The act that is under way says who wanted it; without one nobody here did
--   others    invitations, exports and the like: begun before WorkOS is asked, ended with its answer.
--             What got no answer is written down as that

alter table public.audit_events
  drop constraint audit_events_kind_check,
  add constraint audit_events_kind_check check (
    kind in ('created', 'changed', 'deleted', 'resent', 'opened', 'exported', 'began', 'ended')
  );

-- Keys in the order of time, so that a new one goes to the end of their index, whatever else is in it.
alter table public.audit_events alter column id set default (
  lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0')
    || substr(gen_random_uuid()::text, 15)
)::uuid;

-- What the page filters by, in its order. What is common is found soon enough by going through the log;
-- what is rare is in an index of its own, which costs an event of a task nothing.
create index audit_events_org_id_actor_id_idx
  on public.audit_events (org_id, actor_id, at desc, id desc);
create index audit_events_org_id_nobody_idx on public.audit_events (org_id, at desc, id desc)
  where actor_id is null;
create index audit_events_org_id_kind_idx on public.audit_events (org_id, kind, at desc, id desc)
  where kind <> all ('{created,changed,deleted}');
create index audit_events_org_id_resource_at_idx
  on public.audit_events (org_id, resource, at desc, id desc)
  where resource <> 'tasks';
-- It finds the history of a task, too.
create index audit_events_org_id_resource_id_idx
  on public.audit_events (org_id, resource_id, at desc, id desc);
drop index public.audit_events_org_id_resource_idx;

-- How secrets look: tokens (JWT), keys of WorkOS and Supabase, what is kept in a session, and the token
-- in the link of an invitation.
create function app.secret_shapes() returns text
  language sql immutable set search_path = ''
  return 'eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+'
    '|\m(?:sk|rk)_(?:test|live)_[A-Za-z0-9_]{5,}'
    '|\msb_secret_[\w-]{4,}|\mwhsec_[\w-]{8,}'
    '|\minvitation_token=[\w-]+|\m[Bb]earer +[\w.~+/-]{16,}=*';

-- How columns are called that hold one.
create function app.secret_names() returns text
  language sql immutable set search_path = ''
  return '(?:secret|token|password|api_?key|credential|sealed)';

-- What is written down of a change: whatever looks like a secret is left out, wherever it stands.
create function app.without_secrets(changes jsonb) returns jsonb
  language plpgsql immutable set search_path = '' set plan_cache_mode = auto
as $$
declare
  names text[];
begin
  -- One look at the whole of it, which nearly always finds nothing.
  if changes::text !~* (app.secret_names() || '|' || app.secret_shapes()) then
    return changes;
  end if;
  select array_agg(name) into names from jsonb_object_keys($1) name
  where name ~* app.secret_names();
  if names is not null then
    changes := $1 - names || (
      select jsonb_object_agg(name, '["(left out)", "(left out)"]'::jsonb) from unnest(names) name
    );
  end if;
  if changes::text ~ app.secret_shapes() then
    changes := regexp_replace(changes::text, app.secret_shapes(), '(left out)', 'g')::jsonb;
  end if;
  return changes;
end;
$$;

-- As before, and without secrets.
create or replace function app.write_audit_event() returns trigger
  language plpgsql security definer set search_path = '' set plan_cache_mode = auto
as $$
declare
  left_out text[] := tg_argv[0]::text[] || '{org_id, updated_at}';
  claims jsonb;
  was jsonb := '{}';
  becomes jsonb := '{}';
  whole jsonb;
  differences jsonb;
begin
  if tg_op <> 'INSERT' then
    whole := to_jsonb(old);
    was := jsonb_strip_nulls(whole) - left_out;
  end if;
  if tg_op <> 'DELETE' then
    whole := to_jsonb(new);
    becomes := jsonb_strip_nulls(whole) - left_out;
  end if;
  if was = becomes then
    return null;
  end if;
  if tg_op = 'INSERT' then
    select jsonb_object_agg(e.key, jsonb_build_array(null, e.value)) into differences
    from jsonb_each(becomes) e;
  else
    select jsonb_object_agg(name, jsonb_build_array(was -> name, becomes -> name)) into differences
    from jsonb_object_keys(was || becomes) name
    where was -> name is distinct from becomes -> name;
  end if;
  if current_setting('orgdeck.is_purging', true) is distinct from 'on' then
    claims := auth.jwt();
  end if;
  insert into public.audit_events (
    org_id, actor_id, impersonator, session_id, kind, resource, resource_id, changes
  )
  values (
    whole ->> 'org_id', claims ->> 'sub', claims -> 'act' ->> 'sub', claims ->> 'sid',
    case tg_op when 'INSERT' then 'created' when 'UPDATE' then 'changed' else 'deleted' end,
    tg_table_name, concat_ws('/', whole ->> tg_argv[1], whole ->> tg_argv[2]),
    app.without_secrets(differences)
  );
  return null;
end;
$$;

create trigger write_audit_event after insert or delete on public.list_preferences
  for each row execute function app.write_audit_event('{}', 'created_by', 'list');
create trigger write_audit_event_of_change after update on public.list_preferences
  for each row when (old.settings is distinct from new.settings)
  execute function app.write_audit_event('{}', 'created_by', 'list');


-- What somebody is about to have WorkOS do, until its answer is here.

create table app.acts (
  id uuid primary key,
  -- Empty where it is about whichever organizations the person belongs to.
  org_id text not null,
  actor_id text not null,
  session_id text not null,
  resource text not null,
  resource_id text not null,
  -- Null where the mirror tells what came of it.
  kind text,
  changes jsonb not null default '{}',
  -- Which state of a membership it explains; null for each.
  becomes text,
  begun_at timestamptz not null default clock_timestamp()
);

create index acts_org_id_resource_id_idx on app.acts (org_id, resource_id);
create index acts_begun_at_idx on app.acts (begun_at);

alter table app.acts enable row level security;
alter table app.acts force row level security;

create policy "nobody can read acts under way" on app.acts
  for select to authenticated
  using (false);

-- Who wants this change of a mirrored row: whoever began an act about it in the last two minutes, in
-- which every call has its answer.
create function app.actor_of(org_id text, resource text, resource_id text, becomes text)
  returns app.acts
  language sql stable security definer set search_path = ''
begin atomic
  select a.* from app.acts a
  where a.resource_id = $3 and a.resource = $2 and a.kind is null
    and a.org_id in ($1, '') and (a.becomes is null or a.becomes = $4)
    and a.begun_at > clock_timestamp() - interval '2 minutes'
  order by a.begun_at desc
  limit 1;
end;

create function app.write_membership_event() returns trigger
  language plpgsql security definer set search_path = '' set plan_cache_mode = auto
as $$
declare
  act app.acts;
  was jsonb := '{}';
  becomes jsonb := jsonb_build_object('status', new.status, 'roles', new.roles);
begin
  if tg_op = 'UPDATE' then
    was := jsonb_build_object('status', old.status, 'roles', old.roles);
  end if;
  -- With an organization all its memberships end, which its own event tells.
  if was = becomes or (new.status = 'removed' and app.is_gone(new.org_id)) then
    return null;
  end if;
  act := app.actor_of(new.org_id, 'memberships', new.user_id, new.status);
  insert into public.audit_events (
    org_id, actor_id, session_id, kind, resource, resource_id, changes
  )
  select new.org_id, act.actor_id, act.session_id,
    case tg_op when 'INSERT' then 'created' else 'changed' end, 'memberships', new.user_id,
    jsonb_object_agg(name, jsonb_build_array(was -> name, becomes -> name))
  from jsonb_object_keys(becomes) name
  where was -> name is distinct from becomes -> name;
  return null;
end;
$$;

create trigger write_audit_event after insert or update of status, roles on public.memberships
  for each row execute function app.write_membership_event();

-- A stub becomes an organization when it has a slug, which is no change of it.
create function app.write_organization_event() returns trigger
  language plpgsql security definer set search_path = '' set plan_cache_mode = auto
as $$
declare
  act app.acts := app.actor_of(new.id, 'organizations', new.id, null);
  claims jsonb := auth.jwt();
  was jsonb := jsonb_build_object(
    'name', old.name, 'gone_at', old.gone_at,
    'sign_in_connected_at', old.sign_in_connected_at
  );
  becomes jsonb := jsonb_build_object(
    'name', new.name, 'gone_at', new.gone_at,
    'sign_in_connected_at', new.sign_in_connected_at
  );
begin
  insert into public.audit_events (
    org_id, actor_id, impersonator, session_id, kind, resource, resource_id, changes
  )
  select new.id, coalesce(act.actor_id, claims ->> 'sub'), claims -> 'act' ->> 'sub',
    coalesce(act.session_id, claims ->> 'sid'), 'changed', 'organizations', new.id,
    jsonb_object_agg(name, jsonb_build_array(was -> name, becomes -> name))
  from jsonb_object_keys(becomes) name
  where was -> name is distinct from becomes -> name;
  return null;
end;
$$;

create trigger write_audit_event after update on public.organizations
  for each row
  when (
    old.slug is not null
    and (old.name, old.gone_at, old.sign_in_connected_at)
      is distinct from (new.name, new.gone_at, new.sign_in_connected_at)
  )
  execute function app.write_organization_event();

-- What got no answer within two minutes gets none any more: the process that waited for it was killed.
create function app.audit_sweep() returns void
  language plpgsql security definer set search_path = '' set plan_cache_mode = auto
as $$
begin
  with late as (
    delete from app.acts a
    where a.id in (
      select o.id from app.acts o where o.begun_at < clock_timestamp() - interval '2 minutes'
      order by o.begun_at limit 100 for update skip locked
    )
    returning a.*
  )
  insert into public.audit_events (
    org_id, at, actor_id, session_id, kind, resource, resource_id, changes
  )
  select l.org_id, l.begun_at, l.actor_id, l.session_id, l.kind, l.resource, l.resource_id,
    app.without_secrets(l.changes || '{"outcome": [null, "no answer"]}')
  from late l
  where l.kind is not null;
end;
$$;

-- Begins what a person is about to have WorkOS do, each act of the form {"id", "org_id", "resource",
-- "resource_id", "kind", "changes", "becomes"}. Whoever calls it has verified the person's token.
create function app.audit_begin(actor_id text, session_id text, acts jsonb) returns void
  language plpgsql security definer set search_path = ''
as $$
begin
  perform app.audit_sweep();
  insert into app.acts (
    id, org_id, actor_id, session_id, resource, resource_id, kind, changes, becomes
  )
  select a.id, coalesce(a.org_id, ''), $1, $2, a.resource, a.resource_id, a.kind,
    coalesce(a.changes, '{}'), a.becomes
  from jsonb_to_recordset($3) as a (
    id uuid, org_id text, resource text, resource_id text, kind text, changes jsonb, becomes text
  );
end;
$$;

-- Ends it with what came of it. Acts that WorkOS refused leave nothing behind.
--
--   resource_id, changes   what only the answer told; null where that was known before
create function app.audit_end(id uuid, done boolean, resource_id text, changes jsonb) returns void
  language plpgsql security definer set search_path = ''
as $$
begin
  with ended as (
    delete from app.acts a where a.id = $1 returning a.*
  )
  insert into public.audit_events (org_id, actor_id, session_id, kind, resource, resource_id, changes)
  select e.org_id, e.actor_id, e.session_id, e.kind, e.resource, coalesce($3, e.resource_id),
    app.without_secrets(e.changes || coalesce($4, '{}'))
  from ended e
  where $2 and e.kind is not null;
end;
$$;

create function public.audit_begin(actor_id text, session_id text, acts jsonb) returns void
  language sql set search_path = ''
  return app.audit_begin($1, $2, $3);

create function public.audit_end(
  id uuid, done boolean, resource_id text default null, changes jsonb default null
) returns void
  language sql set search_path = ''
  return app.audit_end($1, $2, $3, $4);

grant execute on function
  app.audit_begin(text, text, jsonb), public.audit_begin(text, text, jsonb),
  app.audit_end(uuid, boolean, text, jsonb), public.audit_end(uuid, boolean, text, jsonb)
to service_role;


-- How many events the organization has, counted up to one more than 20,000: see task_size.
create function public.event_size(organization public.organizations) returns integer
  language sql stable set search_path = ''
begin atomic
  select count(*)::integer
  from (
    select from public.audit_events e where e.org_id = organization.id limit 20001
  ) as counted;
end;

grant execute on function public.event_size(public.organizations) to authenticated;

-- With an account its address goes out of the log, too, where it stands as whom somebody invited.
create function app.forget_address() returns trigger
  language plpgsql security definer set search_path = '' set plan_cache_mode = auto
as $$
begin
  update public.audit_events e
  set changes = e.changes || '{"email": [null, null]}'
  from public.memberships m
  where m.user_id = old.user_id and e.org_id = m.org_id and e.resource = 'invitations'
    and lower(e.changes #>> '{email,1}') = lower(old.email);
  return null;
end;
$$;

create trigger forget_address after delete on public.user_emails
  for each row execute function app.forget_address();
