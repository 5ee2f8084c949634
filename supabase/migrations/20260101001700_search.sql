-- Search in the titles of tasks: each word of the query must be the beginning of a word of the title.
-- Case and accents do not matter.
--
-- Row level security keeps the planner from using an index for what is not leakproof, as every
-- search in a text is. So a function of the owner finds ids by an index, and the caller's own
-- policies decide about the rows. What the index holds is hashed with the organization: its lists
-- are then an organization's own, and a small one does not pay for how large the others are.

-- The words of a text as they are compared: small letters without accents, at most 20 of each word.
create function app.words(txt text) returns text[]
  language plpgsql immutable parallel safe set search_path = ''
as $$
declare
  plain text := txt;
begin
  -- Nothing of this is in a text of ASCII alone.
  if octet_length(plain) <> char_length(plain) then
    -- Letters apart from their accents, and the accents away.
    plain := regexp_replace(
      normalize(plain, nfkd),
      '[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]',
      '', 'g'
    );
    plain := lower(plain collate "pg_c_utf8");
    -- Letters that are no letter with an accent to Unicode, but to those who look for them.
    plain := translate(plain, 'øđłħıς', 'odlhiσ');
    plain := replace(replace(replace(plain, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe');
  else
    plain := lower(plain collate "pg_c_utf8");
  end if;
  return array(
    select left(word, 20)
    from unnest(
      string_to_array(regexp_replace(plain collate "pg_c_utf8", '[^[:alnum:]]+', ' ', 'g'), ' ')
    ) word
    where word <> ''
  );
end;
$$;

-- What a title is found by: the beginnings of its words, from two letters on.
create function app.search_keys(org text, txt text) returns bigint[]
  language plpgsql immutable parallel safe set search_path = ''
as $$
declare
  seed bigint := hashtextextended(org, 0);
begin
  return array(
    select hashtextextended(left(word, length), seed)
    from unnest(app.words(txt)) word
    cross join generate_series(least(char_length(word), 2), char_length(word)) length
  );
end;
$$;

-- What a query asks for. A single letter counts only where there is nothing longer.
create function app.query_keys(org text, txt text) returns bigint[]
  language plpgsql immutable parallel safe set search_path = ''
as $$
declare
  seed bigint := hashtextextended(org, 0);
  words text[] := app.words(left(txt, 200));
  longest integer := (select max(char_length(word)) from unnest(words) word);
begin
  return array(
    select distinct hashtextextended(word, seed)
    from unnest(words) word
    where char_length(word) > 1 or longest = 1
  );
end;
$$;

-- An index is written as whoever writes the row.
grant execute on function app.words(text), app.search_keys(text, text) to authenticated;

create index tasks_search_idx on public.tasks using gin (app.search_keys(org_id, title));
-- What people write is in no statistics: docs/decisions/0005.
alter index public.tasks_search_idx alter column 1 set statistics 0;

-- The newest tasks that the caller may see and the query finds, and no more than the limit.
create function app.search_task_ids(query text, most integer default 5000) returns setof uuid
  language plpgsql stable security definer rows 100 set search_path = ''
as $$
declare
  organization text := app.org_id();
  is_admin boolean := app.is_admin();
  keys bigint[] := app.query_keys(organization, query);
begin
  if organization is null or coalesce(cardinality(keys), 0) = 0 then
    return;
  end if;
  -- Materialized, and without the organization inside: else the planner may read all of the
  -- organization's tasks in their order, or look each hit up in an index of them all.
  return query
    with hit as materialized (
      select t.id, t.org_id, t.created_at, t.visibility, t.project_id
      from public.tasks t
      where app.search_keys(t.org_id, t.title) @> keys
    )
    select h.id
    from hit h
    where h.org_id = organization
      and (is_admin or h.visibility = 'org' or h.project_id in (select app.my_project_ids()))
    order by h.created_at desc, h.id desc
    limit most;
end;
$$;

create function public.search_tasks(query text) returns setof public.tasks
  language sql stable rows 100 set search_path = ''
begin atomic
  select t from public.tasks t
  where t.id = any (array(select app.search_task_ids(search_tasks.query)));
end;

grant execute on function app.search_task_ids(text, integer), public.search_tasks(text)
  to authenticated;
