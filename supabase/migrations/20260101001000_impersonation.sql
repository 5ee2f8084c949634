-- Impersonation is for looking. A token with the claim `act` was minted for somebody who acts in a
-- person's name, through WorkOS' dashboard: it reads what that person reads, and writes nothing.
--
-- The policies are restrictive: Postgres asks them on top of those that allow, so they hold
-- whatever a table allows one day. A table of a tenant has one for each command it grants.

create function app.is_impersonated() returns boolean
  language plpgsql stable set search_path = ''
as $$
begin
  return coalesce(auth.jwt() ? 'act', false);
end;
$$;

grant execute on function app.is_impersonated() to authenticated;

create policy "nobody can create projects in another's name" on public.projects
  as restrictive for insert to authenticated
  with check (not (select app.is_impersonated()));

create policy "nobody can change projects in another's name" on public.projects
  as restrictive for update to authenticated
  using (not (select app.is_impersonated()))
  with check (not (select app.is_impersonated()));

create policy "nobody can delete projects in another's name" on public.projects
  as restrictive for delete to authenticated
  using (not (select app.is_impersonated()));

create policy "nobody can add people to projects in another's name" on public.project_members
  as restrictive for insert to authenticated
  with check (not (select app.is_impersonated()));

create policy "nobody can take people out of projects in another's name" on public.project_members
  as restrictive for delete to authenticated
  using (not (select app.is_impersonated()));

create policy "nobody can create tasks in another's name" on public.tasks
  as restrictive for insert to authenticated
  with check (not (select app.is_impersonated()));

create policy "nobody can change tasks in another's name" on public.tasks
  as restrictive for update to authenticated
  using (not (select app.is_impersonated()))
  with check (not (select app.is_impersonated()));

create policy "nobody can delete tasks in another's name" on public.tasks
  as restrictive for delete to authenticated
  using (not (select app.is_impersonated()));

create policy "nobody can create budgets in another's name" on public.project_budgets
  as restrictive for insert to authenticated
  with check (not (select app.is_impersonated()));

create policy "nobody can change budgets in another's name" on public.project_budgets
  as restrictive for update to authenticated
  using (not (select app.is_impersonated()))
  with check (not (select app.is_impersonated()));

create policy "nobody can delete budgets in another's name" on public.project_budgets
  as restrictive for delete to authenticated
  using (not (select app.is_impersonated()));
