-- What happened to projects and what belongs to them: who did it, when, and what changed.
--   admins    read
--   members   read what happened to a task that they see, through task_history()
--   nobody    writes, but the triggers
--
-- No key points from here to what it tells of, which would go with it.

create table public.audit_events (
  id uuid primary key default gen_random_uuid(),
  org_id text not null,
  at timestamptz not null default clock_timestamp(),
  -- Null where the clock did it: see app.purge_trash.
  actor_id text,
  impersonator text,
  session_id text,
  kind text not null check (kind in ('created', 'changed', 'deleted')),
  -- The table, and the key of the row in it.
  resource text not null,
  resource_id text not null,
  -- What was before and what is now, by column: {"status": ["todo", "done"]}.
  changes jsonb not null
);

create index audit_events_org_id_at_idx on public.audit_events (org_id, at desc, id desc);
create index audit_events_org_id_resource_idx
  on public.audit_events (org_id, resource, resource_id, at desc, id desc);

-- It holds what people wrote: docs/decisions/0005.
alter table public.audit_events alter column changes set statistics 0;

alter table public.audit_events enable row level security;
alter table public.audit_events force row level security;

create policy "admins can read what happened" on public.audit_events
  for select to authenticated
  using (org_id = (select app.org_id()) and (select app.is_admin()));

grant select on public.audit_events to authenticated;

-- Writes down what happened to a row. The first argument names the columns that say nothing that
-- somebody did: copies, and what follows from other columns. The others name the key of the row.
create function app.write_audit_event() returns trigger
  language plpgsql security definer set search_path = ''
as $$
declare
  left_out text[] := tg_argv[0]::text[] || '{org_id, updated_at}';
  claims jsonb := auth.jwt();
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
  select jsonb_object_agg(name, jsonb_build_array(was -> name, becomes -> name)) into differences
  from jsonb_object_keys(was || becomes) name
  where was -> name is distinct from becomes -> name;
  if current_setting('orgdeck.is_purging', true) = 'on' then
    claims := null;
  end if;
  insert into public.audit_events (
    org_id, actor_id, impersonator, session_id, kind, resource, resource_id, changes
  )
  values (
    whole ->> 'org_id', claims ->> 'sub', claims -> 'act' ->> 'sub', claims ->> 'sid',
    case tg_op when 'INSERT' then 'created' when 'UPDATE' then 'changed' else 'deleted' end,
    tg_table_name, concat_ws('/', whole ->> tg_argv[1], whole ->> tg_argv[2]), differences
  );
  return null;
end;
$$;

create trigger write_audit_event after insert or delete on public.projects
  for each row execute function app.write_audit_event('{state, archived_at, trashed_at}', 'id');
create trigger write_audit_event_of_change after update on public.projects
  for each row when (old.* is distinct from new.*)
  execute function app.write_audit_event('{state, archived_at, trashed_at}', 'id');

create trigger write_audit_event after insert or delete on public.project_members
  for each row execute function app.write_audit_event('{visibility}', 'project_id', 'user_id');

create trigger write_audit_event after insert or delete on public.tasks
  for each row execute function app.write_audit_event(
    '{visibility, project_state, state, title_words, priority_rank, done_at, archived_at, trashed_at}',
    'id'
  );
-- Nobody changed a task whose project was archived or opened to all: its time of change says so.
create trigger write_audit_event_of_change after update on public.tasks
  for each row when (old.updated_at is distinct from new.updated_at)
  execute function app.write_audit_event(
    '{visibility, project_state, state, title_words, priority_rank, done_at, archived_at, trashed_at}',
    'id'
  );

create trigger write_audit_event after insert or delete on public.project_budgets
  for each row execute function app.write_audit_event('{}', 'project_id');
create trigger write_audit_event_of_change after update on public.project_budgets
  for each row when (old.* is distinct from new.*)
  execute function app.write_audit_event('{}', 'project_id');

-- What happened to a task of the caller's organization. Whether they see the task is asked by
-- public.task_history, which alone calls it.
create function app.events_of_task(task uuid) returns setof public.audit_events
  language plpgsql stable security definer rows 20 set search_path = ''
as $$
declare
  organization text := app.org_id();
begin
  return query
    select * from public.audit_events e
    where e.org_id = organization and e.resource = 'tasks' and e.resource_id = task::text
    order by e.at desc, e.id desc
    limit 200;
end;
$$;

-- The history of a task, newest first, for whoever may see the task.
create function public.task_history(task uuid) returns table (
  id uuid, at timestamptz, actor_id text, kind text, changes jsonb
)
  language sql stable rows 20 set search_path = ''
begin atomic
  select e.id, e.at, e.actor_id, e.kind, e.changes
  from public.tasks t
  cross join lateral app.events_of_task(t.id) e
  where t.id = task_history.task
  order by e.at desc, e.id desc;
end;

grant execute on function app.events_of_task(uuid), public.task_history(uuid) to authenticated;
