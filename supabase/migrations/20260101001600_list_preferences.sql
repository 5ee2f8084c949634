-- How somebody likes a list to be, in one organization: its columns, their order and width, and so on.
--   everybody   reads and writes their own

create table public.list_preferences (
  org_id text not null default (auth.jwt() ->> 'org_id'),
  created_by text not null default (auth.jwt() ->> 'sub'),
  list text not null check (list ~ '^[a-z_]{1,40}$'),
  settings jsonb not null default '{}'
    check (jsonb_typeof(settings) = 'object' and octet_length(settings::text) <= 8000),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, created_by, list),
  foreign key (org_id, created_by) references public.memberships (org_id, user_id) on delete cascade
);

-- What people write is in no statistics: docs/decisions/0005.
alter table public.list_preferences
  alter column list set statistics 0,
  alter column settings set statistics 0;

create trigger touch_updated_at before update on public.list_preferences
  for each row execute function app.touch_updated_at();

alter table public.list_preferences enable row level security;
alter table public.list_preferences force row level security;

create policy "people can read their own preferences" on public.list_preferences
  for select to authenticated
  using (org_id = (select app.org_id()) and created_by = (select app.user_id()));

create policy "people can create preferences of their own" on public.list_preferences
  for insert to authenticated
  with check (org_id = (select app.org_id()) and created_by = (select app.user_id()));

create policy "people can change their own preferences" on public.list_preferences
  for update to authenticated
  using (org_id = (select app.org_id()) and created_by = (select app.user_id()))
  with check (org_id = (select app.org_id()) and created_by = (select app.user_id()));

create policy "people can delete their own preferences" on public.list_preferences
  for delete to authenticated
  using (org_id = (select app.org_id()) and created_by = (select app.user_id()));

create policy "nobody can create preferences in another's name" on public.list_preferences
  as restrictive for insert to authenticated
  with check (not (select app.is_impersonated()));

create policy "nobody can change preferences in another's name" on public.list_preferences
  as restrictive for update to authenticated
  using (not (select app.is_impersonated()))
  with check (not (select app.is_impersonated()));

create policy "nobody can delete preferences in another's name" on public.list_preferences
  as restrictive for delete to authenticated
  using (not (select app.is_impersonated()));

grant select, delete on public.list_preferences to authenticated;
grant insert (list, settings), update (settings) on public.list_preferences to authenticated;
