-- The audit log tells three more things: that somebody here is called something else, who made the
-- organization, and who joined when WorkOS told of it before their browser was back.

-- As before. A person's name, address and picture belong to no organization: each in which they are at
-- this moment hears that they changed.
create or replace function app.mirror_put_user(
  id text, email text, first_name text, last_name text, picture text,
  created_at timestamptz, updated_at timestamptz, refetched boolean
) returns text
  language plpgsql security definer set search_path = ''
as $$
declare
  known public.users;
  known_email text;
  act app.acts;
  was jsonb;
  becomes jsonb := jsonb_build_object(
    'first_name', $3, 'last_name', $4, 'picture', $5, 'email', $2
  );
begin
  perform app.lock_mirror('user:' || $1);
  if app.is_gone($1) then
    return 'gone';
  end if;

  select * into known from public.users u where u.id = $1;
  select e.email into known_email from public.user_emails e where e.user_id = $1;
  if known.updated_at > $7 then
    return 'older';
  elsif known.updated_at = $7
    and (known.first_name, known.last_name, known.picture, known_email) is not distinct from ($3, $4, $5, $2)
  then
    return 'unchanged';
  elsif known.updated_at = $7 and not $8 then
    return 'differs';
  end if;

  insert into public.users (id, first_name, last_name, picture, created_at, updated_at)
  values ($1, $3, $4, $5, $6, $7)
  on conflict on constraint users_pkey do update
    set first_name = excluded.first_name, last_name = excluded.last_name, picture = excluded.picture,
      created_at = excluded.created_at, updated_at = excluded.updated_at;
  insert into public.user_emails (user_id, email) values ($1, $2)
  on conflict on constraint user_emails_pkey do update set email = excluded.email;

  was := jsonb_build_object(
    'first_name', known.first_name, 'last_name', known.last_name, 'picture', known.picture,
    'email', known_email
  );
  -- A stub that becomes a person is no change of them.
  if known.updated_at > '-infinity' and was <> becomes then
    act := app.actor_of('', 'users', $1, null);
    insert into public.audit_events (
      org_id, actor_id, session_id, kind, resource, resource_id, changes
    )
    select m.org_id, act.actor_id, act.session_id, 'changed', 'users', $1,
      app.without_secrets((
        select jsonb_object_agg(name, jsonb_build_array(was -> name, becomes -> name))
        from jsonb_object_keys(becomes) name
        where was -> name <> becomes -> name
      ))
    from public.memberships m
    where m.user_id = $1 and m.status = 'active';
  end if;
  return 'applied';
end;
$$;

-- With an account its names go out of the log.
create function app.forget_person() returns trigger
  language plpgsql security definer set search_path = '' set plan_cache_mode = auto
as $$
begin
  update public.audit_events e
  set changes = (
    select jsonb_object_agg(name, '[null, null]'::jsonb) from jsonb_object_keys(e.changes) name
  )
  from public.memberships m
  where m.user_id = new.id and e.org_id = m.org_id
    and e.resource = 'users' and e.resource_id = new.id;
  return null;
end;
$$;

create trigger forget_person after update of gone_at on public.users
  for each row when (old.gone_at is null and new.gone_at is not null)
  execute function app.forget_person();


-- As before, and who made it. WorkOS may tell of an organization before it answers whoever had it made,
-- who cannot know its id until then: so their act is about the external id, which the form gave it.
drop function public.mirror_put_organization(text, text, timestamptz, timestamptz, boolean);
drop function app.mirror_put_organization(text, text, timestamptz, timestamptz, boolean);

create function app.mirror_put_organization(
  id text, name text, created_at timestamptz, updated_at timestamptz, refetched boolean,
  external_id text
) returns text
  language plpgsql security definer set search_path = ''
as $$
declare
  known public.organizations;
  act app.acts;
begin
  perform app.lock_mirror('organization:' || $1);
  if app.is_gone($1) then
    return 'gone';
  end if;

  select * into known from public.organizations o where o.id = $1;
  if known.updated_at > $4 then
    return 'older';
  elsif known.updated_at = $4 and known.name = $2 then
    return 'unchanged';
  elsif known.updated_at = $4 and not $5 then
    return 'differs';
  end if;

  insert into public.organizations as o (id, name, slug, created_at, updated_at)
  values ($1, $2, coalesce(known.slug, app.new_slug($2)), $3, $4)
  on conflict on constraint organizations_pkey do update
    set name = excluded.name, slug = excluded.slug,
      created_at = excluded.created_at, updated_at = excluded.updated_at;
  insert into public.organization_settings (org_id) values ($1) on conflict do nothing;

  -- What is here for the first time; a stub has no slug.
  if known.slug is null then
    act := app.actor_of('', 'organizations', $6, null);
    insert into public.audit_events (
      org_id, actor_id, session_id, kind, resource, resource_id, changes
    )
    values (
      $1, act.actor_id, act.session_id, 'created', 'organizations', $1,
      app.without_secrets(jsonb_build_object('name', jsonb_build_array(null, $2)))
    );
  end if;
  return 'applied';
end;
$$;

create function public.mirror_put_organization(
  id text, name text, created_at timestamptz, updated_at timestamptz,
  refetched boolean default false, external_id text default null
) returns text
  language sql set search_path = ''
  return app.mirror_put_organization($1, $2, $3, $4, $5, $6);

grant execute on function
  app.mirror_put_organization(text, text, timestamptz, timestamptz, boolean, text),
  public.mirror_put_organization(text, text, timestamptz, timestamptz, boolean, text)
to service_role;

-- As before, with the external id of an organization.
create or replace function app.take_news(news jsonb, refetched boolean) returns text
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
      return app.mirror_put_organization(
        o ->> 'id', o ->> 'name', created, updated, $2, o ->> 'external_id'
      );
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


-- As before. Without an act an invitation was accepted on WorkOS' own page, and nobody but the person
-- themselves can have done that. Their session is not known yet.
create or replace function app.write_membership_event() returns trigger
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
  if tg_op = 'UPDATE' and act.id is null
    and old.id = new.id and old.status = 'pending' and new.status = 'active'
  then
    act.actor_id := new.user_id;
  end if;
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
