-- Postgres' statistics are about all organizations together, and row level security does not hold
-- them. `Prefer: count=planned` answers with the planner's estimate for any filter: how many tasks
-- another organization has, or, by halving a range of titles again and again, what they are called.
-- Two locks.

-- 1. Estimates are refused, before any request is looked at. Whoever may not execute this function
-- may ask for nothing at all, so it is for all of the API's roles. It reads no table.
create function public.check_request() returns void
  language plpgsql stable set search_path = ''
as $$
begin
  if current_setting('request.headers', true)::jsonb ->> 'prefer' ~ 'count=(planned|estimated)' then
    raise sqlstate 'PT400' using
      message = 'Estimated counts are refused, since they are made from the data of all organizations.',
      hint = 'Ask for count=exact.';
  end if;
end;
$$;

grant execute on function public.check_request() to anon, authenticated, service_role;

alter role authenticator set pgrst.db_pre_request = 'public.check_request';
notify pgrst, 'reload config';

-- 2. What somebody wrote is in no statistics, should an estimate be had in spite of that (the check
-- sees one Prefer header of a request that has two). It costs no plan: row level security keeps the
-- planner from estimating searches in texts anyway. The type is named again because that drops what
-- was gathered before.
alter table public.organizations
  alter column name type text, alter column name set statistics 0,
  alter column slug type text, alter column slug set statistics 0,
  alter column picture type text, alter column picture set statistics 0;
alter table public.organization_settings
  alter column time_zone set statistics 0;
alter table public.users
  alter column first_name type text, alter column first_name set statistics 0,
  alter column last_name type text, alter column last_name set statistics 0,
  alter column picture type text, alter column picture set statistics 0;
alter table public.user_emails
  alter column email type text, alter column email set statistics 0;
alter table public.projects
  alter column name type text, alter column name set statistics 0;
alter table public.tasks
  alter column title type text, alter column title set statistics 0;
alter table public.project_budgets
  alter column currency type text, alter column currency set statistics 0;
