-- Limits on how often something is done: sign-ins from an address, invitations by a person. They
-- stand here because the app runs as several instances, which share nothing else.
--
-- A bucket of `most` tokens fills up again evenly within `period`. All that has to be known of it is
-- when it will be full. Its name is the limit's and a keyed hash of whom it is about, so that no
-- address and no person can be read here. After a crash all are full, so it needs no log.

create unlogged table app.rate_limits (
  bucket text primary key,
  full_at timestamptz not null
);

create index rate_limits_full_at_idx on app.rate_limits (full_at);

alter table app.rate_limits enable row level security;
alter table app.rate_limits force row level security;

create policy "nobody can read rate limits" on app.rate_limits
  for select to authenticated
  using (false);

-- Takes tokens out of a bucket, all that are wanted or none; never more than it holds when full.
-- Returns 0, or in how many seconds there will be enough.
create function app.take_tokens(bucket text, wanted integer, most integer, period interval)
  returns integer
  language plpgsql security definer set search_path = ''
as $$
declare
  asked_at timestamptz := clock_timestamp();
  cost interval := $4 * (least($2, $3)::double precision / $3);
  wait integer := 0;
begin
  insert into app.rate_limits as r (bucket, full_at) values ($1, asked_at + cost)
  on conflict on constraint rate_limits_pkey do update
    set full_at = greatest(r.full_at, asked_at) + cost
    where greatest(r.full_at, asked_at) + cost <= asked_at + $4;
  if not found then
    select greatest(1, ceil(extract(epoch from r.full_at + cost - $4 - asked_at))) into wait
    from app.rate_limits r where r.bucket = $1;
  end if;
  -- Each call makes one row at most and clears away two that are full again. After the one above,
  -- and past what others hold, so that nobody waits for each other.
  delete from app.rate_limits d
  where d.bucket in (
    select o.bucket from app.rate_limits o
    where o.full_at < asked_at order by o.full_at limit 2 for update skip locked
  );
  return coalesce(wait, 1);
end;
$$;

create function public.take_tokens(bucket text, wanted integer, most integer, period interval)
  returns integer
  language sql set search_path = ''
  return app.take_tokens($1, $2, $3, $4);

grant execute on function
  app.take_tokens(text, integer, integer, interval),
  public.take_tokens(text, integer, integer, interval)
to service_role;
