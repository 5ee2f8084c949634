-- A form that is sent again after its answer was lost must not make a second task.
--
-- The app sends a key with each row that it adds (the header Idempotency-Key), the same one when the
-- same form is sent again. The key is kept in the transaction that adds the row: both are there, or
-- neither. A second attempt, also one that comes while the first is still under way, is refused with
-- code OD200 and the id of the row that the first one made.
--
-- Keys are one person's in one organization, so that they tell nobody else anything. What is older
-- than an hour goes when the same person adds something again.

create table app.added (
  org_id text not null,
  user_id text not null,
  key text not null check (char_length(key) <= 100),
  row_id uuid not null,
  added_at timestamptz not null default now(),
  primary key (org_id, user_id, key)
);

alter table app.added enable row level security;
alter table app.added force row level security;

create policy "nobody can read what was added" on app.added
  for select to authenticated
  using (false);

create function app.add_once() returns trigger
  language plpgsql security definer set search_path = ''
as $$
declare
  sent text := nullif(current_setting('request.headers', true), '')::json ->> 'idempotency-key';
  person text := new.created_by;
  before uuid;
begin
  if sent is null or person is null then
    return new;
  end if;

  delete from app.added a
  where a.org_id = new.org_id and a.user_id = person and a.added_at < now() - interval '1 hour';

  -- Waits for an attempt with the same key that has not ended yet.
  insert into app.added (org_id, user_id, key, row_id)
  values (new.org_id, person, sent, new.id)
  on conflict on constraint added_pkey do nothing;
  if found then
    return new;
  end if;

  select a.row_id into before from app.added a
  where a.org_id = new.org_id and a.user_id = person and a.key = sent;
  raise exception 'This was added before.' using errcode = 'OD200', detail = before::text;
end;
$$;

create trigger add_once before insert on public.tasks
  for each row execute function app.add_once();
create trigger add_once before insert on public.projects
  for each row execute function app.add_once();
