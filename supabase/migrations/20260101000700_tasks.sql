-- Tasks: what is to be done in a project. docs/add-a-table.md shows how to add a table of your own.
--   members   read, create and change tasks in projects they see; delete those they created
--   admins    all of it, everywhere in the organization

create table public.tasks (
  id uuid primary key default gen_random_uuid(),
  org_id text not null default (auth.jwt() ->> 'org_id'),
  created_by text not null default (auth.jwt() ->> 'sub'),
  project_id uuid not null,
  -- A copy of the project's, kept true by the key, so that reading needs no look at the project.
  visibility text not null default 'private',
  title text not null check (char_length(title) between 1 and 200),
  -- Text and a check rather than an enum: an enum's comparison is not leakproof, so that row level
  -- security would keep the planner from using an index on it.
  status text not null default 'todo' check (status in ('todo', 'in_progress', 'blocked', 'done')),
  priority text not null default 'medium' check (priority in ('low', 'medium', 'high', 'urgent')),
  assignee_id text,
  due_on date,
  done_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (org_id, project_id, visibility)
    references public.projects (org_id, id, visibility) on update cascade on delete cascade,
  foreign key (org_id, assignee_id) references public.memberships (org_id, user_id)
);

create index tasks_org_id_created_at_idx on public.tasks (org_id, created_at desc, id desc);
create index tasks_org_id_status_idx on public.tasks (org_id, status, created_at desc, id desc);
create index tasks_org_id_project_id_idx
  on public.tasks (org_id, project_id, created_at desc, id desc);
create index tasks_org_id_assignee_id_idx
  on public.tasks (org_id, assignee_id, created_at desc, id desc);
-- Small, for the key, counts and charts.
create index tasks_org_id_project_id_visibility_idx
  on public.tasks (org_id, project_id, visibility, status);
create index tasks_org_id_done_at_idx on public.tasks (org_id, done_at) where done_at is not null;
create index tasks_org_id_due_on_idx on public.tasks (org_id, due_on) where status <> 'done';

create function app.set_done_at() returns trigger
  language plpgsql set search_path = ''
as $$
begin
  if new.status <> 'done' then
    new.done_at := null;
  elsif tg_op = 'INSERT' or old.status <> 'done' then
    new.done_at := coalesce(new.done_at, now());
  end if;
  return new;
end;
$$;

create trigger touch_updated_at before update on public.tasks
  for each row execute function app.touch_updated_at();
create trigger fill_visibility before insert or update of project_id on public.tasks
  for each row execute function app.fill_visibility();
create trigger require_active_assignee after insert or update of assignee_id on public.tasks
  for each row when (new.assignee_id is not null)
  execute function app.require_active_member('assignee_id');
create trigger set_done_at before insert or update of status on public.tasks
  for each row execute function app.set_done_at();

alter table public.tasks enable row level security;
alter table public.tasks force row level security;

create policy "members can read tasks in projects they see" on public.tasks
  for select to authenticated
  using (
    org_id = (select app.org_id())
    and (
      (select app.is_admin()) or visibility = 'org' or project_id in (select app.my_project_ids())
    )
  );

create policy "members can create tasks in projects they see" on public.tasks
  for insert to authenticated
  with check (
    org_id = (select app.org_id())
    and created_by = (select app.user_id())
    and (
      (select app.is_admin()) or visibility = 'org' or project_id in (select app.my_project_ids())
    )
  );

create policy "members can change tasks in projects they see" on public.tasks
  for update to authenticated
  using (
    org_id = (select app.org_id())
    and (
      (select app.is_admin()) or visibility = 'org' or project_id in (select app.my_project_ids())
    )
  )
  with check (
    org_id = (select app.org_id())
    and (
      (select app.is_admin()) or visibility = 'org' or project_id in (select app.my_project_ids())
    )
  );

create policy "admins can delete tasks, members those they created" on public.tasks
  for delete to authenticated
  using (
    org_id = (select app.org_id())
    and (
      (select app.is_admin())
      or (
        created_by = (select app.user_id())
        and (visibility = 'org' or project_id in (select app.my_project_ids()))
      )
    )
  );

grant select, delete on public.tasks to authenticated;
grant insert (project_id, title, status, priority, assignee_id, due_on),
  update (project_id, title, status, priority, assignee_id, due_on) on public.tasks to authenticated;
