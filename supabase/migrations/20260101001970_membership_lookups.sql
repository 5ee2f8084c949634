-- Each statement looks its caller's membership up, by person and organization. With the status in the
-- same index, one page of it answers; without, the planner prefers the list of all who are active in
-- the organization, and goes through it.
drop index public.memberships_user_id_idx;
create index memberships_user_id_org_id_idx on public.memberships (user_id, org_id, status);
