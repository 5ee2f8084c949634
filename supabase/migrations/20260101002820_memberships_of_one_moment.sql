-- Two memberships of one person in one organization may be created in the same millisecond: somebody is
-- taken out and let in again by a script. Their times do not tell them apart. So a membership that has
-- ended gives way to another one of its moment; of two that have not, WorkOS is asked ('differs'); and
-- the end of one ends no other.

create or replace function app.mirror_put_membership(
  id text, org_id text, user_id text, roles text[], status text,
  created_at timestamptz, updated_at timestamptz, refetched boolean
) returns text
  language plpgsql security definer set search_path = ''
as $$
declare
  known public.memberships;
begin
  perform app.lock_mirror('organization:' || $2);
  perform app.lock_mirror('user:' || $3);
  perform app.lock_mirror('membership:' || $2 || ':' || $3);
  if app.is_gone($1, $2, $3) then
    return 'gone';
  end if;

  select * into known from public.memberships m where m.org_id = $2 and m.user_id = $3;
  if known.id = $1 then
    if known.updated_at > $7 then
      return 'older';
    elsif known.updated_at = $7 and known.roles = $4 and known.status = $5 then
      return 'unchanged';
    elsif known.updated_at = $7 and not $8 then
      return 'differs';
    end if;
  elsif known.created_at > $6 then
    return 'older';
  elsif known.created_at = $6 and not app.is_gone(known.id) and not $8 then
    return 'differs';
  end if;

  insert into public.organizations (id) values ($2) on conflict do nothing;
  insert into public.users (id) values ($3) on conflict do nothing;
  insert into public.memberships (org_id, user_id, id, roles, status, created_at, updated_at)
  values ($2, $3, $1, $4, $5, $6, $7)
  on conflict on constraint memberships_pkey do update
    set id = excluded.id, roles = excluded.roles, status = excluded.status,
      created_at = excluded.created_at, updated_at = excluded.updated_at;
  return 'applied';
end;
$$;

create or replace function app.mirror_gone_membership(
  id text, org_id text, user_id text, created_at timestamptz
) returns void
  language plpgsql security definer set search_path = ''
as $$
begin
  perform app.lock_mirror('organization:' || $2);
  perform app.lock_mirror('user:' || $3);
  perform app.lock_mirror('membership:' || $2 || ':' || $3);
  insert into app.tombstones (id) values ($1) on conflict do nothing;
  update public.memberships m
  set status = 'removed', id = $1, created_at = greatest(m.created_at, $4)
  where m.org_id = $2 and m.user_id = $3 and (m.id = $1 or m.created_at < $4);
end;
$$;
