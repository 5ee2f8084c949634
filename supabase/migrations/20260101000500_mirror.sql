-- Mirror: the only ways that WorkOS' organizations, users and memberships get in here.
--
-- News arrives late, twice and in any order. So that nobody removed is let in again:
--   put   takes locks in one order (organization, user, membership), does nothing for what is
--         gone, and otherwise lets only newer news in: the same id with a later updated_at, or
--         another membership that was created later
--   gone  is for ever and compares no times; it ends the membership it names and older ones,
--         never a later one
-- Children may come before their parents, which then stand in as stubs.
--
-- put answers 'applied', 'unchanged' (it was known), 'older', 'gone', or 'differs' when the time
-- is equal and the content is not: fetch the object again and put it with refetched => true.

create table app.tombstones (
  id text primary key,
  gone_at timestamptz not null default now()
);

alter table app.tombstones enable row level security;
alter table app.tombstones force row level security;

create policy "nobody can read tombstones" on app.tombstones
  for select to authenticated
  using (false);

create function app.is_gone(variadic ids text[]) returns boolean
  language sql stable security definer set search_path = ''
  return exists (select from app.tombstones t where t.id = any (ids));

create function app.lock_mirror(key text) returns void
  language sql set search_path = ''
  return pg_advisory_xact_lock(hashtextextended(key, 0));

-- Names that a page beside /orgs/<slug> uses or may use one day.
create function app.reserved_slugs() returns text[]
  language sql immutable set search_path = ''
  return array['admin', 'api', 'choose', 'create', 'edit', 'join', 'new', 'orgs', 'settings'];

-- A slug for a new organization: its name in plain letters, with a number when that is taken.
create function app.new_slug(name text) returns text
  language plpgsql security definer set search_path = ''
as $$
declare
  base text := regexp_replace(lower(normalize($1, nfkd)), '[\u0300-\u036f]', '', 'g');
  candidate text;
  number integer := 1;
begin
  base := rtrim(left(trim(both '-' from regexp_replace(base, '[^a-z0-9]+', '-', 'g')), 40), '-');
  if base = '' or base = any (app.reserved_slugs()) then
    base := rtrim('org-' || base, '-');
  end if;
  -- One organization at a time picks its slug: also "Acme 2" and the second "Acme" must not collide.
  perform app.lock_mirror('slug');
  candidate := base;
  while exists (select from public.organizations o where o.slug = candidate) loop
    number := number + 1;
    candidate := base || '-' || number;
  end loop;
  return candidate;
end;
$$;

create function app.mirror_put_organization(
  id text, name text, created_at timestamptz, updated_at timestamptz, refetched boolean
) returns text
  language plpgsql security definer set search_path = ''
as $$
declare
  known public.organizations;
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
  return 'applied';
end;
$$;

create function app.mirror_put_user(
  id text, email text, first_name text, last_name text, picture text,
  created_at timestamptz, updated_at timestamptz, refetched boolean
) returns text
  language plpgsql security definer set search_path = ''
as $$
declare
  known public.users;
  known_email text;
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
  return 'applied';
end;
$$;

create function app.mirror_put_membership(
  id text, org_id text, user_id text, roles text[], status text,
  created_at timestamptz, updated_at timestamptz, refetched boolean
) returns text
  language plpgsql security definer set search_path = ''
as $$
declare
  known public.memberships;
begin
  perform app.lock_mirror('organization:' || $2);
  perform app.lock_mirror('user:' || $3);
  perform app.lock_mirror('membership:' || $2 || ':' || $3);
  if app.is_gone($1, $2, $3) then
    return 'gone';
  end if;

  select * into known from public.memberships m where m.org_id = $2 and m.user_id = $3;
  if known.id = $1 then
    if known.updated_at > $7 then
      return 'older';
    elsif known.updated_at = $7 and known.roles = $4 and known.status = $5 then
      return 'unchanged';
    elsif known.updated_at = $7 and not $8 then
      return 'differs';
    end if;
  elsif known.created_at >= $6 then
    return 'older';
  end if;

  insert into public.organizations (id) values ($2) on conflict do nothing;
  insert into public.users (id) values ($3) on conflict do nothing;
  insert into public.memberships (org_id, user_id, id, roles, status, created_at, updated_at)
  values ($2, $3, $1, $4, $5, $6, $7)
  on conflict on constraint memberships_pkey do update
    set id = excluded.id, roles = excluded.roles, status = excluded.status,
      created_at = excluded.created_at, updated_at = excluded.updated_at;
  return 'applied';
end;
$$;

-- Whether the mirror has or had this membership, whatever became of it.
create function app.mirror_had_membership(org_id text, user_id text) returns boolean
  language plpgsql stable security definer set search_path = ''
as $$
begin
  return exists (
    select from public.memberships m where m.org_id = $1 and m.user_id = $2
  );
end;
$$;

-- Without a time of creation (WorkOS only said that the id is gone) it ends exactly that id. The
-- row then holds the membership that ended last, so that late news of an older one stays out.
create function app.mirror_gone_membership(
  id text, org_id text, user_id text, created_at timestamptz
) returns void
  language plpgsql security definer set search_path = ''
as $$
begin
  perform app.lock_mirror('organization:' || $2);
  perform app.lock_mirror('user:' || $3);
  perform app.lock_mirror('membership:' || $2 || ':' || $3);
  insert into app.tombstones (id) values ($1) on conflict do nothing;
  update public.memberships m
  set status = 'removed', id = $1, created_at = greatest(m.created_at, $4)
  where m.org_id = $2 and m.user_id = $3 and (m.id = $1 or m.created_at <= $4);
end;
$$;

create function app.mirror_gone_organization(id text) returns void
  language plpgsql security definer set search_path = ''
as $$
begin
  perform app.lock_mirror('organization:' || $1);
  insert into app.tombstones (id) values ($1) on conflict do nothing;
  update public.organizations o set gone_at = coalesce(o.gone_at, now()) where o.id = $1;
  update public.memberships m set status = 'removed' where m.org_id = $1;
end;
$$;

-- What a person did stays readable; their name, address and picture go.
create function app.mirror_gone_user(id text) returns void
  language plpgsql security definer set search_path = ''
as $$
begin
  perform app.lock_mirror('user:' || $1);
  insert into app.tombstones (id) values ($1) on conflict do nothing;
  update public.memberships m set status = 'removed' where m.user_id = $1;
  update public.users u set first_name = null, last_name = null, picture = null where u.id = $1;
  delete from public.user_emails e where e.user_id = $1;
end;
$$;

-- What the API serves of the above: invoker functions, executable by the secret key alone.

create function public.mirror_put_organization(
  id text, name text, created_at timestamptz, updated_at timestamptz, refetched boolean default false
) returns text
  language sql set search_path = ''
  return app.mirror_put_organization($1, $2, $3, $4, $5);

create function public.mirror_put_user(
  id text, email text, first_name text, last_name text, picture text,
  created_at timestamptz, updated_at timestamptz, refetched boolean default false
) returns text
  language sql set search_path = ''
  return app.mirror_put_user($1, $2, $3, $4, $5, $6, $7, $8);

create function public.mirror_put_membership(
  id text, org_id text, user_id text, roles text[], status text,
  created_at timestamptz, updated_at timestamptz, refetched boolean default false
) returns text
  language sql set search_path = ''
  return app.mirror_put_membership($1, $2, $3, $4, $5, $6, $7, $8);

create function public.mirror_had_membership(org_id text, user_id text) returns boolean
  language sql stable set search_path = ''
  return app.mirror_had_membership($1, $2);

create function public.mirror_gone_membership(
  id text, org_id text, user_id text, created_at timestamptz default null
) returns void
  language sql set search_path = ''
  return app.mirror_gone_membership($1, $2, $3, $4);

create function public.mirror_gone_organization(id text) returns void
  language sql set search_path = ''
  return app.mirror_gone_organization($1);

create function public.mirror_gone_user(id text) returns void
  language sql set search_path = ''
  return app.mirror_gone_user($1);

grant execute on function
  app.mirror_put_organization(text, text, timestamptz, timestamptz, boolean),
  public.mirror_put_organization(text, text, timestamptz, timestamptz, boolean),
  app.mirror_put_user(text, text, text, text, text, timestamptz, timestamptz, boolean),
  public.mirror_put_user(text, text, text, text, text, timestamptz, timestamptz, boolean),
  app.mirror_put_membership(text, text, text, text[], text, timestamptz, timestamptz, boolean),
  public.mirror_put_membership(text, text, text, text[], text, timestamptz, timestamptz, boolean),
  app.mirror_had_membership(text, text), public.mirror_had_membership(text, text),
  app.mirror_gone_membership(text, text, text, timestamptz),
  public.mirror_gone_membership(text, text, text, timestamptz),
  app.mirror_gone_organization(text), public.mirror_gone_organization(text),
  app.mirror_gone_user(text), public.mirror_gone_user(text)
to service_role;
