-- What an organization asks must not become slower because others have more tasks.

-- A project and a person of a task belong to its organization. The planner took them for independent,
-- believed that next to nothing is somebody's, and sorted what an index has in order.
create statistics public.tasks_belong_to_organizations (dependencies)
  on org_id, project_id, assignee_id from public.tasks;
analyze public.tasks;

-- The overview reads these alone, where it fetched each task from wherever it stands among others'.
drop index public.tasks_org_id_done_at_idx, public.tasks_org_id_due_on_idx;
create index tasks_org_id_done_at_idx on public.tasks (org_id, done_at)
  include (project_id, visibility)
  where done_at is not null and state <> 'trashed';
create index tasks_org_id_due_on_idx on public.tasks (org_id, due_on)
  include (project_id, visibility)
  where status <> 'done' and state = 'active';
