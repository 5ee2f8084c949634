/**
 * A table of a tenant as it should be. Rules must have nothing to say of it; changed in a careless
 * way, it must be found. It points at itself, so that no lock is taken on a table of others.
 */
export const careful = `
	create table public.careful (
		id uuid primary key default gen_random_uuid(),
		org_id text not null default (auth.jwt() ->> 'org_id'),
		created_by text not null default (auth.jwt() ->> 'sub'),
		parent_id uuid,
		title text not null check (char_length(title) between 1 and 200),
		status text not null default 'open' check (status in ('open', 'done')),
		created_at timestamptz not null default now(),
		updated_at timestamptz not null default now(),
		unique (org_id, id),
		foreign key (org_id, parent_id) references public.careful (org_id, id) on delete cascade
	);
	create index careful_org_id_parent_id_idx on public.careful (org_id, parent_id);
	alter table public.careful alter column title set statistics 0;

	create trigger write_audit_event after insert or delete on public.careful
		for each row execute function app.write_audit_event('{}', 'id');
	create trigger write_audit_event_of_change after update on public.careful
		for each row when (old.* is distinct from new.*)
		execute function app.write_audit_event('{}', 'id');
	create trigger touch_updated_at before update on public.careful
		for each row execute function app.touch_updated_at();

	alter table public.careful enable row level security;
	alter table public.careful force row level security;

	create policy "members can read notes" on public.careful
		for select to authenticated
		using (org_id = (select app.org_id()));
	create policy "members can create notes" on public.careful
		for insert to authenticated
		with check (org_id = (select app.org_id()) and created_by = (select app.user_id()));
	create policy "members can change notes" on public.careful
		for update to authenticated
		using (org_id = (select app.org_id()) and (status = 'open' or (select app.is_admin())))
		with check (org_id = (select app.org_id()));
	create policy "admins can delete notes, members their own" on public.careful
		for delete to authenticated
		using (
			(org_id = (select app.org_id()) and (select app.is_admin()))
			or (created_by = (select app.user_id()) and org_id = (select app.org_id()))
		);
	create policy "nobody can create notes in another's name" on public.careful
		as restrictive for insert to authenticated
		with check (not (select app.is_impersonated()));
	create policy "nobody can change notes in another's name" on public.careful
		as restrictive for update to authenticated
		using (not (select app.is_impersonated()))
		with check (not (select app.is_impersonated()));
	create policy "nobody can delete notes in another's name" on public.careful
		as restrictive for delete to authenticated
		using (not (select app.is_impersonated()));

	grant select, delete on public.careful to authenticated;
	grant insert (title, status, parent_id), update (title, status) on public.careful to authenticated;

	create view public.careful_open with (security_invoker = true) as
		select n.id, n.title from public.careful n where n.status = 'open';
	grant select on public.careful_open to authenticated;

	create function app.first_careful() returns uuid
		language plpgsql stable security definer set search_path = ''
	as $$
	begin
		-- Not auth.uid(), which fails on the ids of WorkOS.
		return (select n.id from public.careful n where n.org_id = app.org_id() order by n.id limit 1);
	end;
	$$;
	create function public.first_careful() returns uuid
		language sql stable set search_path = ''
		return app.first_careful();
	grant execute on function app.first_careful(), public.first_careful() to authenticated;`;
