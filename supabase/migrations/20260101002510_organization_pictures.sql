-- Pictures of organizations.
--   admins    add and delete those of their organization
--   members   read them; also those of their other organizations, through organization_picture()
--
-- A picture never changes: another one is another row, so its address may be kept for ever by
-- whoever fetched it. organizations.picture is the address of the one that was added last, or null.

create table public.organization_pictures (
  id uuid primary key default gen_random_uuid(),
  org_id text not null default (auth.jwt() ->> 'org_id') references public.organizations (id),
  created_by text not null default (auth.jwt() ->> 'sub'),
  -- As large as a picture of 256 pixels may well be.
  bytes bytea not null check (octet_length(bytes) <= 65536),
  -- What it is, from what it begins with and not from what anybody says of it. Nothing else is taken,
  -- least of all what may hold a script.
  type text generated always as (
    case
      when substring(bytes from 1 for 8) = '\x89504e470d0a1a0a' then 'image/png'
      when substring(bytes from 1 for 3) = '\xffd8ff' then 'image/jpeg'
      when substring(bytes from 1 for 4) = '\x52494646' and substring(bytes from 9 for 4) = '\x57454250'
        then 'image/webp'
    end
  ) stored,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint organization_pictures_type_check check (type is not null)
);

create index organization_pictures_org_id_created_at_idx
  on public.organization_pictures (org_id, created_at desc, id desc);

-- What people write is in no statistics: docs/decisions/0005.
alter table public.organization_pictures alter column bytes set statistics 0;

alter table public.organization_pictures enable row level security;
alter table public.organization_pictures force row level security;

create policy "members can read pictures of their organization" on public.organization_pictures
  for select to authenticated
  using (org_id = (select app.org_id()));

create policy "admins can add pictures" on public.organization_pictures
  for insert to authenticated
  with check (
    org_id = (select app.org_id())
    and created_by = (select app.user_id())
    and (select app.is_admin())
  );

create policy "admins can delete pictures" on public.organization_pictures
  for delete to authenticated
  using (org_id = (select app.org_id()) and (select app.is_admin()));

create policy "nobody can add pictures in another's name" on public.organization_pictures
  as restrictive for insert to authenticated
  with check (not (select app.is_impersonated()));

create policy "nobody can delete pictures in another's name" on public.organization_pictures
  as restrictive for delete to authenticated
  using (not (select app.is_impersonated()));

grant select, delete on public.organization_pictures to authenticated;
grant insert (bytes) on public.organization_pictures to authenticated;

-- The log says that there is another one, not what is on it.
create trigger write_audit_event after insert or delete on public.organization_pictures
  for each row execute function app.write_audit_event('{bytes}', 'id');

-- Keeps organizations.picture. Its updated_at is WorkOS' own time and stays.
create function app.set_organization_picture() returns trigger
  language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    update public.organizations o set picture = '/pictures/' || new.id where o.id = new.org_id;
  else
    update public.organizations o set picture = null
    where o.id = old.org_id and o.picture = '/pictures/' || old.id;
  end if;
  return null;
end;
$$;

create trigger set_organization_picture after insert or delete on public.organization_pictures
  for each row execute function app.set_organization_picture();

-- A picture of an organization that its caller belongs to, whichever one their token is for: the
-- switcher shows all of them at once.
create function app.organization_picture(picture uuid) returns table (type text, bytes bytea)
  language plpgsql stable security definer rows 1 set search_path = '' set plan_cache_mode = auto
as $$
begin
  return query
    select p.type, p.bytes
    from public.organization_pictures p
    where p.id = $1 and p.org_id in (select app.my_organization_ids());
end;
$$;

create function public.organization_picture(picture uuid) returns table (type text, bytes bytea)
  language sql stable rows 1 set search_path = ''
begin atomic
  select p.type, p.bytes from app.organization_picture($1) p;
end;

grant execute on function app.organization_picture(uuid), public.organization_picture(uuid)
to authenticated;
