-- Archive and trash of projects and tasks.
--   archiving   whoever may change it
--   trashing    whoever may delete it: admins, and members tasks they created. They alone change it
--               while it is there, so that nobody else brings it back either
--   deleting    for ever, as before
--   the clock   deletes for ever what was trashed 30 days ago
--
-- `state` says in one word where a row is, for lists and their indexes. That of a project counts for
-- its tasks, which carry a copy of it, kept true by their key like that of its visibility.

alter table public.projects
  add column archived boolean not null default false,
  add column archived_at timestamptz,
  add column trashed boolean not null default false,
  add column trashed_at timestamptz,
  add column state text not null generated always as (
    case when trashed then 'trashed' when archived then 'archived' else 'active' end
  ) stored,
  add check (archived = (archived_at is not null)),
  add check (trashed = (trashed_at is not null)),
  -- Target of the key of tasks.
  add unique (org_id, id, visibility, state);

alter table public.tasks
  add column archived boolean not null default false,
  add column archived_at timestamptz,
  add column trashed boolean not null default false,
  add column trashed_at timestamptz,
  add column project_state text not null default 'active',
  add column state text not null generated always as (
    case
      when trashed or project_state = 'trashed' then 'trashed'
      when archived or project_state = 'archived' then 'archived'
      else 'active'
    end
  ) stored,
  add check (archived = (archived_at is not null)),
  add check (trashed = (trashed_at is not null)),
  drop constraint tasks_org_id_project_id_visibility_fkey,
  add foreign key (org_id, project_id, visibility, project_state)
    references public.projects (org_id, id, visibility, state) on update cascade on delete cascade;

-- Fills in the copies of the project's visibility and state. What fill_visibility says of a project
-- that is not in the organization holds here too.
create function app.fill_from_project() returns trigger
  language plpgsql security definer set search_path = ''
as $$
begin
  select p.visibility, p.state into new.visibility, new.project_state
  from public.projects p
  where p.id = new.project_id and p.org_id = new.org_id;
  new.visibility := coalesce(new.visibility, 'private');
  new.project_state := coalesce(new.project_state, 'active');
  return new;
end;
$$;

drop trigger fill_visibility on public.tasks;
create trigger fill_from_project before insert or update of project_id on public.tasks
  for each row execute function app.fill_from_project();

-- Says since when something is archived or in the trash.
create function app.set_lifecycle_times() returns trigger
  language plpgsql set search_path = ''
as $$
begin
  new.archived_at := case when new.archived then coalesce(new.archived_at, now()) end;
  new.trashed_at := case when new.trashed then coalesce(new.trashed_at, now()) end;
  return new;
end;
$$;

create trigger set_lifecycle_times before insert or update of archived, trashed on public.projects
  for each row execute function app.set_lifecycle_times();
create trigger set_lifecycle_times before insert or update of archived, trashed on public.tasks
  for each row execute function app.set_lifecycle_times();

alter policy "admins can change projects, leads their own" on public.projects
  using (
    org_id = (select app.org_id())
    and ((select app.is_admin()) or lead_id = (select app.user_id()))
    and (not trashed or (select app.is_admin()))
  )
  with check (
    org_id = (select app.org_id())
    and ((select app.is_admin()) or lead_id = (select app.user_id()))
    and (not trashed or (select app.is_admin()))
  );

alter policy "members can change tasks in projects they see" on public.tasks
  using (
    org_id = (select app.org_id())
    and (
      (select app.is_admin()) or visibility = 'org' or project_id in (select app.my_project_ids())
    )
    and (not trashed or (select app.is_admin()) or created_by = (select app.user_id()))
  )
  with check (
    org_id = (select app.org_id())
    and (
      (select app.is_admin()) or visibility = 'org' or project_id in (select app.my_project_ids())
    )
    and (not trashed or (select app.is_admin()) or created_by = (select app.user_id()))
  );

grant update (archived, trashed) on public.projects, public.tasks to authenticated;

-- Empties the trash of what was put there 30 days ago: of one organization or of all, and at most so
-- many tasks, so that who waits for it does not wait long. A project goes when its last task went.
-- (The policies for reading do not ask for the 30 days: counting would no longer come from an index
-- alone and take five times as long.)
create function app.purge_trash(organization text default null, most bigint default null)
  returns void
  language plpgsql security definer set search_path = ''
as $$
declare
  expired timestamptz := now() - interval '30 days';
  project record;
  gone bigint;
begin
  -- So that the audit log does not name whoever happened to wait for it.
  perform set_config('orgdeck.is_purging', 'on', true);
  delete from public.tasks t
  where t.id in (
    select x.id from public.tasks x
    where x.trashed_at < expired and (organization is null or x.org_id = organization)
    limit most
    for update skip locked
  );
  get diagnostics gone = row_count;
  most := most - gone;
  for project in
    select p.org_id, p.id from public.projects p
    where p.trashed_at < expired and (organization is null or p.org_id = organization)
    for update skip locked
  loop
    exit when most <= 0;
    delete from public.tasks t
    where t.id in (
      select x.id from public.tasks x
      where x.org_id = project.org_id and x.project_id = project.id
      limit most
    );
    get diagnostics gone = row_count;
    most := most - gone;
    delete from public.projects p
    where p.id = project.id
      and not exists (
        select from public.tasks t where t.org_id = project.org_id and t.project_id = project.id
      );
  end loop;
  perform set_config('orgdeck.is_purging', 'off', true);
end;
$$;

create index projects_org_id_trashed_at_idx on public.projects (org_id, trashed_at)
  where trashed_at is not null;
create index tasks_org_id_trashed_at_idx on public.tasks (org_id, trashed_at)
  where trashed_at is not null;

-- Whoever puts something in the trash of their organization empties it of what is due.
create function app.purge_trash_here() returns trigger
  language plpgsql security definer set search_path = ''
as $$
declare
  organization text := app.org_id();
begin
  if organization is not null and not app.is_impersonated() then
    perform app.purge_trash(organization, 200);
  end if;
  return null;
end;
$$;

create trigger purge_trash after update of trashed on public.projects
  for each statement execute function app.purge_trash_here();
create trigger purge_trash after update of trashed on public.tasks
  for each statement execute function app.purge_trash_here();

-- Where nobody does, it is done every night, if the database has a clock: hosted projects have.
do $$
begin
  if exists (select from pg_available_extensions where name = 'pg_cron') then
    create extension if not exists pg_cron;
    perform cron.schedule('empty the trash', '17 3 * * *', 'select app.purge_trash()');
  end if;
end;
$$;
