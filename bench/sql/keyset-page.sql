-- The page after a row, somewhere far into the list, newest first.

-- asked

select {columns}
from public.tasks t
where t.org_id = :org
	and t.state = 'active'
	and t.created_at <= :at
	and (t.created_at < :at or (t.created_at = :at and t.id < :id))
order by t.created_at desc, t.id desc
limit 51;

-- by hand, admin: plain

select {columns}
from public.tasks t
where t.org_id = :org
	and t.state = 'active'
	and (t.created_at, t.id) < (:at, :id)
order by t.created_at desc, t.id desc
limit 51;

-- by hand, admin: ids first

with page as materialized (
	select t.id from public.tasks t
	where t.org_id = :org
		and t.state = 'active'
		and (t.created_at, t.id) < (:at, :id)
	order by t.created_at desc, t.id desc
	limit 51
)
select {columns}
from page
join public.tasks t on t.id = page.id
order by t.created_at desc, t.id desc;

-- by hand, admin: two conditions

select {columns}
from public.tasks t
where t.org_id = :org
	and t.state = 'active'
	and t.created_at <= :at
	and (t.created_at < :at or (t.created_at = :at and t.id < :id))
order by t.created_at desc, t.id desc
limit 51;

-- by hand, admin: two halves

select {columns}
from (
	(
		select t.* from public.tasks t
		where t.org_id = :org and t.state = 'active' and t.created_at = :at and t.id < :id
		order by t.id desc
		limit 51
	)
	union all
	(
		select t.* from public.tasks t
		where t.org_id = :org and t.state = 'active' and t.created_at < :at
		order by t.created_at desc, t.id desc
		limit 51
	)
) t
order by t.created_at desc, t.id desc
limit 51;

-- by hand, member: own projects in a subquery

select {columns}
from public.tasks t
where t.org_id = :org
	and t.state = 'active'
	and (t.created_at, t.id) < (:at, :id)
	and (
		t.visibility = 'org'
		or t.project_id in (
			select m.project_id from public.project_members m
			where m.org_id = :org and m.user_id = :person
		)
	)
order by t.created_at desc, t.id desc
limit 51;

-- by hand, member: own projects in an array

select {columns}
from public.tasks t
where t.org_id = :org
	and t.state = 'active'
	and (t.created_at, t.id) < (:at, :id)
	and (
		t.visibility = 'org'
		or t.project_id = any (array(
			select m.project_id from public.project_members m
			where m.org_id = :org and m.user_id = :person
		))
	)
order by t.created_at desc, t.id desc
limit 51;

-- by hand, member: each task looks up its project

select {columns}
from public.tasks t
where t.org_id = :org
	and t.state = 'active'
	and (t.created_at, t.id) < (:at, :id)
	and (
		t.visibility = 'org'
		or exists (
			select from public.project_members m
			where m.org_id = :org and m.user_id = :person and m.project_id = t.project_id
		)
	)
order by t.created_at desc, t.id desc
limit 51;

-- by hand, member: open and private ones apart

with own as materialized (
	select m.project_id from public.project_members m where m.org_id = :org and m.user_id = :person
)
select {columns}
from (
	(
		select t.* from public.tasks t
		where t.org_id = :org
			and t.state = 'active'
			and (t.created_at, t.id) < (:at, :id)
			and t.visibility = 'org'
		order by t.created_at desc, t.id desc
		limit 51
	)
	union all
	(
		select t.* from public.tasks t
		where t.org_id = :org
			and t.state = 'active'
			and (t.created_at, t.id) < (:at, :id)
			and t.visibility = 'private'
			and t.project_id in (select own.project_id from own)
		order by t.created_at desc, t.id desc
		limit 51
	)
) t
order by t.created_at desc, t.id desc
limit 51;
