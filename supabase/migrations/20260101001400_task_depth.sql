-- What a task says beside its title: a description, labels, and how many hours it may take. All of it
-- is written by whoever may change the task.

-- True for at most ten different labels of 1 to 40 characters, none of them with space at its ends.
create function app.are_labels(labels text[]) returns boolean
  language plpgsql immutable parallel safe set search_path = ''
as $$
begin
  return coalesce(array_ndims(labels), 1) = 1
    and cardinality(labels) <= 10
    and not exists (
      select from unnest(labels) label
      where label is null or char_length(label) not between 1 and 40 or label ~ '^\s|\s$'
    )
    and cardinality(labels) = (select count(distinct label) from unnest(labels) label);
end;
$$;

-- A check is asked as whoever writes.
grant execute on function app.are_labels(text[]) to authenticated;

alter table public.tasks
  add column description text not null default '' check (char_length(description) <= 20000),
  add column labels text[] not null default '{}' check (labels = '{}' or app.are_labels(labels)),
  add column estimate numeric(7, 2) check (estimate >= 0),
  -- For sorting, since a text sorts by its letters.
  add column priority_rank smallint not null generated always as (
    case priority when 'low' then 1 when 'medium' then 2 when 'high' then 3 else 4 end
  ) stored,
  -- What people write is in no statistics: docs/decisions/0005.
  alter column description set statistics 0,
  alter column labels set statistics 0;

grant insert (description, labels, estimate), update (description, labels, estimate)
  on public.tasks to authenticated;

-- A task has not changed because its project was archived or opened to all, nor because it was saved
-- as it was. So its time of change follows the columns that people write, and those alone.
drop trigger touch_updated_at on public.tasks;
create trigger touch_updated_at before update on public.tasks
  for each row
  when (
    (
      old.project_id, old.title, old.status, old.priority, old.assignee_id, old.due_on,
      old.description, old.labels, old.estimate, old.archived, old.trashed
    ) is distinct from (
      new.project_id, new.title, new.status, new.priority, new.assignee_id, new.due_on,
      new.description, new.labels, new.estimate, new.archived, new.trashed
    )
  )
  execute function app.touch_updated_at();
