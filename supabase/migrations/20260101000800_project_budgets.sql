-- Budgets: what a project may cost and has cost.
--   admins    read, create, change and delete
--   members   nothing

create table public.project_budgets (
  org_id text not null default (auth.jwt() ->> 'org_id'),
  created_by text not null default (auth.jwt() ->> 'sub'),
  project_id uuid not null,
  amount numeric(14, 2) not null check (amount >= 0),
  spent numeric(14, 2) not null default 0 check (spent >= 0),
  currency text not null default 'EUR' check (currency ~ '^[A-Z]{3}$'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, project_id),
  foreign key (org_id, project_id) references public.projects (org_id, id) on delete cascade
);

create trigger touch_updated_at before update on public.project_budgets
  for each row execute function app.touch_updated_at();

alter table public.project_budgets enable row level security;
alter table public.project_budgets force row level security;

create policy "admins can read budgets" on public.project_budgets
  for select to authenticated
  using (org_id = (select app.org_id()) and (select app.is_admin()));

create policy "admins can create budgets" on public.project_budgets
  for insert to authenticated
  with check (
    org_id = (select app.org_id())
    and created_by = (select app.user_id())
    and (select app.is_admin())
  );

create policy "admins can change budgets" on public.project_budgets
  for update to authenticated
  using (org_id = (select app.org_id()) and (select app.is_admin()))
  with check (org_id = (select app.org_id()) and (select app.is_admin()));

create policy "admins can delete budgets" on public.project_budgets
  for delete to authenticated
  using (org_id = (select app.org_id()) and (select app.is_admin()));

grant select, delete on public.project_budgets to authenticated;
grant insert (project_id, amount, spent, currency),
  update (amount, spent, currency) on public.project_budgets to authenticated;
