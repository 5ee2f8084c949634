-- How many active tasks of the organization its caller sees, counted up to one more than 20,000: from
-- there on a list of tasks offers only what an index answers. A computed field of the Data API, so
-- that a page hears it with what it asks anyway. An invoker's function.

create function public.task_size(organization public.organizations) returns integer
  language sql stable set search_path = ''
begin atomic
  select count(*)::integer
  from (
    select from public.tasks t
    where t.org_id = organization.id and t.state = 'active'
    limit 20001
  ) as counted;
end;

grant execute on function public.task_size(public.organizations) to authenticated;
