-- Organizations whose admin went, in the order in which the mirror heard of it, until somebody has looked
-- whether another one is left. Whoever applies news does that next, and tells the operators.

create table app.admin_losses (
  id bigint generated always as identity primary key,
  organization_id text not null
);

alter table app.admin_losses enable row level security;
alter table app.admin_losses force row level security;

create policy "nobody can read losses of admins" on app.admin_losses
  for select to authenticated
  using (false);

create function app.note_admin_loss() returns trigger
  language plpgsql security definer set search_path = ''
as $$
begin
  insert into app.admin_losses (organization_id) values (new.org_id);
  return null;
end;
$$;

create trigger note_admin_loss after update of status, roles on public.memberships
  for each row
  when (
    old.status = 'active' and app.has_admin_role(old.roles)
    and not (new.status = 'active' and app.has_admin_role(new.roles))
  )
  execute function app.note_admin_loss();

-- The organizations that have lost their last admin since somebody asked, each once, from at most so many
-- losses.
create function app.mirror_lost_admins(most integer) returns setof text
  language plpgsql security definer set search_path = ''
as $$
begin
  return query
    with noted as (
      delete from app.admin_losses l
      where l.id in (
        select n.id from app.admin_losses n order by n.id limit most for update skip locked
      )
      returning l.organization_id
    )
    select distinct n.organization_id
    from noted n
    where not app.is_gone(n.organization_id) and not exists (
      select from public.memberships m
      where m.org_id = n.organization_id and m.status = 'active' and app.has_admin_role(m.roles)
    );
end;
$$;

create function public.mirror_lost_admins(most integer) returns setof text
  language sql set search_path = ''
begin atomic
  select l.id from app.mirror_lost_admins($1) as l (id);
end;

grant execute on function app.mirror_lost_admins(integer), public.mirror_lost_admins(integer)
to service_role;
