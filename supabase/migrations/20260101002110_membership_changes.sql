-- Changes of memberships that are under way in WorkOS, one for each person, so that an organization
-- keeps an admin whoever acts in the same moment. WorkOS itself lets the last one go.
--
-- Whoever is about to change a membership reserves it first. The lock on the organization puts those
-- who act in the same moment in a row, and each of them needs an admin who stays: one whom nobody
-- else has reserved, and whom WorkOS called an active admin after the reservation. So of twenty
-- admins who take each other out, one finds nobody who stays.
--
-- What ends a reservation is WorkOS' answer. A request that got none, or that was killed, leaves its
-- reservation behind: that person counts neither as gone nor as staying until WorkOS is asked about
-- them, once no call of that request can be under way any more (docs/decisions/0008). Whoever acts on
-- the same membership before that takes the reservation over, and what they hear does not end it:
-- the call without an answer may still be done after theirs.

create table app.membership_changes (
  org_id text not null,
  user_id text not null,
  -- The request that is at it; null once it gave up without an answer.
  holder uuid,
  -- Until then a call of its may be under way. The time decides only from when on to ask.
  busy_until timestamptz not null,
  -- Until then the call of an earlier request, which got no answer, may be under way.
  open_until timestamptz,
  primary key (org_id, user_id)
);

alter table app.membership_changes enable row level security;
alter table app.membership_changes force row level security;

create policy "nobody can read changes under way" on app.membership_changes
  for select to authenticated
  using (false);

-- For the admins of an organization, of whom there are few among many.
create index memberships_org_id_admins_idx on public.memberships (org_id, created_at, user_id)
  where status = 'active' and app.has_admin_role(roles);

-- Reserves a person's membership for a change and says what comes next:
--   ask    what WorkOS says of this person's `membership`, put that into the mirror, and call again
--          with the person in `asked`
--   none   the organization has no such member
--   go     act now: whatever becomes of this membership, an admin stays
--   busy   somebody else is changing the same membership
--   last   nobody would be left: nothing is reserved
-- `roles` are those that the person will have; null when the membership ends or is paused.
create function app.membership_reserve(
  org_id text, user_id text, holder uuid, roles text[], asked text[]
) returns table (answer text, person text, membership text)
  language plpgsql security definer rows 1 set search_path = ''
as $$
declare
  target public.memberships;
  other public.memberships;
begin
  perform app.lock_mirror('organization:' || $1);

  delete from app.membership_changes c
  where c.org_id = $1 and c.holder is distinct from $3
    and c.busy_until < clock_timestamp() and c.user_id = any ($5);
  select m.* into other
  from app.membership_changes c
  join public.memberships m on m.org_id = c.org_id and m.user_id = c.user_id
  where c.org_id = $1 and c.holder is distinct from $3 and c.busy_until < clock_timestamp()
  limit 1;
  if found then
    return query select 'ask', other.user_id, other.id;
    return;
  end if;

  select m.* into target from public.memberships m where m.org_id = $1 and m.user_id = $2;
  if not found then
    return query select 'none', null::text, null::text;
    return;
  end if;
  if exists (
    select from app.membership_changes c
    where c.org_id = $1 and c.user_id = $2 and c.holder <> $3
  ) then
    return query select 'busy', null::text, null::text;
    return;
  end if;
  insert into app.membership_changes (org_id, user_id, holder, busy_until)
  values ($1, $2, $3, clock_timestamp() + interval '2 minutes')
  on conflict on constraint membership_changes_pkey do update
    set holder = excluded.holder, busy_until = excluded.busy_until;

  if not $2 = any ($5) then
    return query select 'ask', $2, target.id;
    return;
  end if;
  if app.has_admin_role($4) or target.status <> 'active' or not app.has_admin_role(target.roles) then
    return query select 'go', null::text, null::text;
    return;
  end if;

  select m.* into other
  from public.memberships m
  where m.org_id = $1 and m.status = 'active' and app.has_admin_role(m.roles)
    and not exists (
      select from app.membership_changes c where c.org_id = m.org_id and c.user_id = m.user_id
    )
  order by not m.user_id = any ($5), m.created_at
  limit 1;
  if not found then
    perform app.membership_release($1, $2, $3, true);
    return query select 'last', null::text, null::text;
  elsif other.user_id = any ($5) then
    return query select 'go', null::text, null::text;
  else
    return query select 'ask', other.user_id, other.id;
  end if;
end;
$$;

-- Ends a reservation once WorkOS' answer is in the mirror. Without an answer, of this request or of
-- the one it was taken over from, it stays for whoever asks next; but a membership that is gone has
-- nothing more to lose. False when it has passed to another request.
create function app.membership_release(
  org_id text, user_id text, holder uuid, answered boolean
) returns boolean
  language plpgsql security definer set search_path = ''
as $$
begin
  if not $4 then
    update app.membership_changes c set holder = null, open_until = c.busy_until
    where c.org_id = $1 and c.user_id = $2 and c.holder = $3;
    return found;
  end if;
  update app.membership_changes c set holder = null, busy_until = c.open_until
  where c.org_id = $1 and c.user_id = $2 and c.holder = $3 and c.open_until > clock_timestamp()
    and not exists (
      select from public.memberships m
      where m.org_id = $1 and m.user_id = $2 and m.status = 'removed'
    );
  if found then
    return true;
  end if;
  delete from app.membership_changes c
  where c.org_id = $1 and c.user_id = $2 and c.holder = $3;
  return found;
end;
$$;

create function public.membership_reserve(
  org_id text, user_id text, holder uuid, roles text[], asked text[]
) returns table (answer text, person text, membership text)
  language sql rows 1 set search_path = ''
begin atomic
  select r.answer, r.person, r.membership from app.membership_reserve($1, $2, $3, $4, $5) r;
end;

create function public.membership_release(
  org_id text, user_id text, holder uuid, answered boolean
) returns boolean
  language sql set search_path = ''
  return app.membership_release($1, $2, $3, $4);

grant execute on function
  app.membership_reserve(text, text, uuid, text[], text[]),
  public.membership_reserve(text, text, uuid, text[], text[]),
  app.membership_release(text, text, uuid, boolean),
  public.membership_release(text, text, uuid, boolean)
to service_role;
