-- The end of an organization, after app.mirror_gone_organization closed it for everybody at once: its
-- rows are erased, a batch at a time, by whoever syncs. What stays is its tombstone and its slug, so
-- that neither the one nor the other is ever somebody else's.

alter table app.tombstones add column erased_at timestamptz;

create index organizations_gone_at_idx on public.organizations (gone_at) where gone_at is not null;

-- The tables that hold rows of tenants, those that point at others before these. Read from the
-- catalog: whatever has an org_id is one, so a table that somebody adds is not forgotten.
create function app.tenant_tables() returns setof regclass
  language sql stable set search_path = ''
begin atomic
  with recursive tenants (id) as (
    select c.oid
    from pg_catalog.pg_class c
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id'
    where c.relnamespace in ('public'::regnamespace, 'app'::regnamespace)
      and c.relkind in ('r', 'p') and not c.relispartition and not a.attisdropped
  ), depths (id, depth) as (
    select t.id, 0 from tenants t
    union
    -- Tables that point at each other in a circle have no order: that ends somewhere, too.
    select k.confrelid, d.depth + 1
    from depths d
    join pg_catalog.pg_constraint k
      on k.contype = 'f' and k.conrelid = d.id and k.confrelid <> d.id
    join tenants t on t.id = k.confrelid
    where d.depth < 20
  )
  select d.id::regclass from depths d group by d.id order by max(d.depth), d.id;
end;

-- Erases rows of organizations that are gone, at most so many, and says how many: none are left once it
-- says 0. It runs beside itself and may be ended at any point. An organization counts as done an hour
-- after its end, since until then a statement that began before may still write something.
create function app.erase_gone_organizations(most integer) returns integer
  language plpgsql security definer set search_path = ''
as $$
declare
  organization record;
  tenants regclass;
  number integer;
  erased integer := 0;
begin
  perform set_config('orgdeck.is_erasing', 'on', true);
  for organization in
    select o.id, o.gone_at
    from app.tombstones t
    join public.organizations o on o.id = t.id and o.gone_at is not null
    where t.erased_at is null
    order by o.gone_at
    for update of t skip locked
  loop
    for tenants in select app.tenant_tables() loop
      execute format(
        'delete from %1$s where ctid = any (array(select ctid from %1$s where org_id = $1 limit $2))',
        tenants
      ) using organization.id, most - erased;
      get diagnostics number = row_count;
      erased := erased + number;
      -- What others may still point at waits for the next batch.
      exit when erased >= most;
    end loop;
    exit when erased >= most;
    update public.organizations o set name = '', picture = null
    where o.id = organization.id and (o.name <> '' or o.picture is not null);
    update app.tombstones t set erased_at = now()
    where t.id = organization.id and organization.gone_at < now() - interval '1 hour';
  end loop;
  perform set_config('orgdeck.is_erasing', 'off', true);
  return erased;
end;
$$;

create function public.erase_gone_organizations(most integer) returns integer
  language sql set search_path = ''
  return app.erase_gone_organizations($1);

grant execute on function
  app.erase_gone_organizations(integer), public.erase_gone_organizations(integer)
to service_role;

-- No event tells of an erased row: it would be erased next.
create function app.leave_out_row() returns trigger
  language plpgsql set search_path = ''
as $$
begin
  return null;
end;
$$;

create trigger leave_out_what_is_erased before insert on public.audit_events
  for each row when (current_setting('orgdeck.is_erasing', true) = 'on')
  execute function app.leave_out_row();
