-- Organizations: the mirror of WorkOS' organizations, and what we add to them.
--   people   read those they are an active member of (the switcher)
--   nobody   writes, but the mirror's own functions
--
-- A stub (no name, no slug) stands for an organization that a membership mentioned first.

create table public.organizations (
  id text primary key check (starts_with(id, 'org_')),
  name text not null default '',
  -- Ours, since WorkOS has none: made once from the name, never changed and never reused.
  slug text unique check (slug ~ '^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?$'),
  picture text,
  gone_at timestamptz,
  created_at timestamptz not null default now(),
  -- WorkOS' own time of change; a stub is older than anything.
  updated_at timestamptz not null default '-infinity'
);

alter table public.organizations enable row level security;
alter table public.organizations force row level security;

create policy "people can read the organizations they belong to" on public.organizations
  for select to authenticated
  using (id in (select app.my_organization_ids()));

grant select on public.organizations to authenticated;


-- Settings of an organization. Its members read them.

create table public.organization_settings (
  org_id text primary key references public.organizations (id) on delete cascade,
  time_zone text not null default 'UTC',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create trigger touch_updated_at
  before update on public.organization_settings
  for each row execute function app.touch_updated_at();

alter table public.organization_settings enable row level security;
alter table public.organization_settings force row level security;

create policy "members can read the settings of their organization" on public.organization_settings
  for select to authenticated
  using (org_id = (select app.org_id()));

grant select on public.organization_settings to authenticated;
