-- Memberships that a directory manages, as WorkOS says: who belongs and with which role is decided
-- there, so pages say so and offer no change.

alter table public.memberships add column directory_managed boolean not null default false;

-- Notes it for a membership that the mirror holds; what a later one of the same person says stays.
create function app.mirror_mark_directory(id text, directory_managed boolean) returns void
  language plpgsql security definer set search_path = ''
as $$
begin
  update public.memberships m set directory_managed = $2
  where m.id = $1 and m.directory_managed <> $2;
end;
$$;

-- What was said of a membership is not said of the next one of the same person, which takes its row.
create function app.forget_directory() returns trigger
  language plpgsql set search_path = ''
as $$
begin
  new.directory_managed := false;
  return new;
end;
$$;

create trigger forget_directory before update of id on public.memberships
  for each row when (old.id is distinct from new.id)
  execute function app.forget_directory();

create function public.mirror_mark_directory(id text, directory_managed boolean) returns void
  language sql set search_path = ''
  return app.mirror_mark_directory($1, $2);

grant execute on function
  app.mirror_mark_directory(text, boolean), public.mirror_mark_directory(text, boolean)
to service_role;
