-- Projects, and who belongs to them.
--   admins    read, create, change and delete all
--   members   read those open to the organization and those they belong to; change those they lead
--
-- org_id and created_by are in no insert or update grant: the tenant comes from the token.

create table public.projects (
  id uuid primary key default gen_random_uuid(),
  org_id text not null default (auth.jwt() ->> 'org_id') references public.organizations (id),
  created_by text not null default (auth.jwt() ->> 'sub'),
  name text not null check (char_length(name) between 1 and 120),
  status text not null default 'active' check (status in ('active', 'paused', 'done')),
  visibility text not null default 'org' check (visibility in ('org', 'private')),
  lead_id text,
  due_on date,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- Targets of the composite keys of what belongs to a project.
  unique (org_id, id),
  unique (org_id, id, visibility),
  foreign key (org_id, lead_id) references public.memberships (org_id, user_id)
);

create index projects_org_id_created_at_idx on public.projects (org_id, created_at desc, id desc);
create index projects_org_id_name_idx on public.projects (org_id, name, id);
create index projects_org_id_lead_id_idx on public.projects (org_id, lead_id);

create table public.project_members (
  org_id text not null default (auth.jwt() ->> 'org_id'),
  created_by text not null default (auth.jwt() ->> 'sub'),
  project_id uuid not null,
  user_id text not null,
  -- A copy of the project's, kept true by the key, so that reading needs no look at the project.
  visibility text not null default 'private',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, project_id, user_id),
  foreign key (org_id, project_id, visibility)
    references public.projects (org_id, id, visibility) on update cascade on delete cascade,
  foreign key (org_id, user_id) references public.memberships (org_id, user_id)
);

create index project_members_org_id_user_id_idx
  on public.project_members (org_id, user_id, project_id);
create index project_members_org_id_project_id_visibility_idx
  on public.project_members (org_id, project_id, visibility);

-- Fills in the copy of the project's visibility. A project that is not in the organization counts
-- as private, so that a member gets the same refusal as for one they may not see.
create function app.fill_visibility() returns trigger
  language plpgsql security definer set search_path = ''
as $$
begin
  select p.visibility into new.visibility
  from public.projects p
  where p.id = new.project_id and p.org_id = new.org_id;
  new.visibility := coalesce(new.visibility, 'private');
  return new;
end;
$$;

-- Refuses someone who is not an active member; the argument names the column. Keys make sure of
-- the organization, this makes sure that the person is still there. Whoever was chosen before they
-- left may stay. Runs after the row is written, so that the policies have refused first: otherwise
-- the refusal would tell people from outside who is a member.
create function app.require_active_member() returns trigger
  language plpgsql security definer set search_path = ''
as $$
declare
  person text := to_jsonb(new) ->> tg_argv[0];
begin
  if tg_op = 'UPDATE' and person = to_jsonb(old) ->> tg_argv[0] then
    return null;
  end if;
  if not exists (
    select from public.memberships m
    where m.org_id = new.org_id and m.user_id = person and m.status = 'active'
  ) then
    raise exception 'not an active member of this organization'
      using errcode = 'foreign_key_violation', column = tg_argv[0], table = tg_table_name;
  end if;
  return null;
end;
$$;

-- The lead of a project is always its member.
create function app.add_lead_to_project() returns trigger
  language plpgsql security definer set search_path = ''
as $$
begin
  insert into public.project_members (org_id, project_id, user_id, visibility, created_by)
  values (new.org_id, new.id, new.lead_id, new.visibility, coalesce(auth.jwt() ->> 'sub', new.created_by))
  on conflict do nothing;
  return null;
end;
$$;

create function app.clear_lead_of_project() returns trigger
  language plpgsql security definer set search_path = ''
as $$
begin
  update public.projects p set lead_id = null
  where p.id = old.project_id and p.org_id = old.org_id and p.lead_id = old.user_id;
  return null;
end;
$$;

create trigger touch_updated_at before update on public.projects
  for each row execute function app.touch_updated_at();
create trigger require_active_lead after insert or update of lead_id on public.projects
  for each row when (new.lead_id is not null)
  execute function app.require_active_member('lead_id');
create trigger add_lead after insert or update of lead_id on public.projects
  for each row when (new.lead_id is not null) execute function app.add_lead_to_project();

create trigger touch_updated_at before update on public.project_members
  for each row execute function app.touch_updated_at();
create trigger fill_visibility before insert on public.project_members
  for each row execute function app.fill_visibility();
create trigger require_active_member after insert on public.project_members
  for each row execute function app.require_active_member('user_id');
create trigger clear_lead after delete on public.project_members
  for each row execute function app.clear_lead_of_project();

alter table public.projects enable row level security;
alter table public.projects force row level security;
alter table public.project_members enable row level security;
alter table public.project_members force row level security;

create policy "members can read open projects and their own" on public.projects
  for select to authenticated
  using (
    org_id = (select app.org_id())
    and (
      (select app.is_admin()) or visibility = 'org' or id in (select app.my_project_ids())
    )
  );

create policy "admins can create projects" on public.projects
  for insert to authenticated
  with check (
    org_id = (select app.org_id())
    and created_by = (select app.user_id())
    and (select app.is_admin())
  );

create policy "admins can change projects, leads their own" on public.projects
  for update to authenticated
  using (
    org_id = (select app.org_id())
    and ((select app.is_admin()) or lead_id = (select app.user_id()))
  )
  with check (
    org_id = (select app.org_id())
    and ((select app.is_admin()) or lead_id = (select app.user_id()))
  );

create policy "admins can delete projects" on public.projects
  for delete to authenticated
  using (org_id = (select app.org_id()) and (select app.is_admin()));

create policy "members can read who belongs to projects they see" on public.project_members
  for select to authenticated
  using (
    org_id = (select app.org_id())
    and (
      (select app.is_admin()) or visibility = 'org' or project_id in (select app.my_project_ids())
    )
  );

create policy "admins can add people to projects" on public.project_members
  for insert to authenticated
  with check (
    org_id = (select app.org_id())
    and created_by = (select app.user_id())
    and (select app.is_admin())
  );

create policy "admins can take people out of projects" on public.project_members
  for delete to authenticated
  using (org_id = (select app.org_id()) and (select app.is_admin()));

grant select, delete on public.projects, public.project_members to authenticated;
grant insert (name, status, visibility, lead_id, due_on),
  update (name, status, visibility, lead_id, due_on) on public.projects to authenticated;
grant insert (project_id, user_id) on public.project_members to authenticated;
