-- People: the mirror of WorkOS' users and memberships.
--   people    read the present and former people of this organization, and themselves
--   members   read active memberships
--   admins    also read removed, inactive and pending ones
--   nobody    writes, but the mirror's own functions

create table public.users (
  id text primary key check (starts_with(id, 'user_')),
  first_name text,
  last_name text,
  picture text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default '-infinity'
);

alter table public.users enable row level security;
alter table public.users force row level security;

create policy "people can read who is or was in their organization" on public.users
  for select to authenticated
  using (id in (select app.known_user_ids()) or id = (select app.user_id()));

grant select on public.users to authenticated;


-- Apart from users, because an address is for those who are here, a name for those who were.

create table public.user_emails (
  user_id text primary key references public.users (id) on delete cascade,
  email text not null
);

alter table public.user_emails enable row level security;
alter table public.user_emails force row level security;

create policy "people can read the addresses of who is in their organization" on public.user_emails
  for select to authenticated
  using (user_id in (select app.reachable_user_ids()) or user_id = (select app.user_id()));

grant select on public.user_emails to authenticated;


create table public.memberships (
  org_id text not null references public.organizations (id),
  user_id text not null references public.users (id),
  -- WorkOS' id of the membership. A person who comes back gets another one in the same row.
  id text not null unique check (starts_with(id, 'om_')),
  roles text[] not null,
  status text not null check (status in ('active', 'inactive', 'pending', 'removed')),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (org_id, user_id)
);

create index memberships_user_id_idx on public.memberships (user_id, status);
create index memberships_org_id_status_idx on public.memberships (org_id, status, created_at, user_id);

alter table public.memberships enable row level security;
alter table public.memberships force row level security;

create policy "members can read memberships, admins also ended ones" on public.memberships
  for select to authenticated
  using (
    (org_id = (select app.org_id()) and (status = 'active' or (select app.is_admin())))
    or (user_id = (select app.user_id()) and status = 'active')
  );

grant select on public.memberships to authenticated;
