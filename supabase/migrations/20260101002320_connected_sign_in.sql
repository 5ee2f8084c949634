-- When an organization was first heard to have a connection to its own identity provider: the first
-- steps of a new one ask for it, and a page view asks WorkOS nothing. It decides nothing.

alter table public.organizations add column sign_in_connected_at timestamptz;

create function app.mirror_connected(org_id text) returns void
  language plpgsql security definer set search_path = ''
as $$
begin
  perform app.lock_mirror('organization:' || $1);
  if app.is_gone($1) then
    return;
  end if;
  insert into public.organizations as o (id, sign_in_connected_at) values ($1, now())
  on conflict on constraint organizations_pkey do update
    set sign_in_connected_at = excluded.sign_in_connected_at
    where o.sign_in_connected_at is null;
end;
$$;

create function public.mirror_connected(org_id text) returns void
  language sql set search_path = ''
  return app.mirror_connected($1);

grant execute on function app.mirror_connected(text), public.mirror_connected(text) to service_role;
