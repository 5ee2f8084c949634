-- Search in the titles of tasks: each word of the query must be the beginning of a word of the title.
-- Case and accents do not matter.
--
-- Row level security keeps the planner from using an index for what is not leakproof, as every
-- search in a text is. So a function of the owner finds ids by an index, and the caller's own
-- policies decide about the rows. What the index holds is hashed with the organization: its lists
-- are then an organization's own, and a small one does not pay for how large the others are.

-- The words of a text as they are compared, in small letters and without accents, each between spaces.
create function app.words(txt text) returns text
  language plpgsql immutable parallel safe set search_path = ''
as $$
declare
  plain text := txt;
begin
  -- A text of ASCII alone has none of this.
  if octet_length(plain) <> char_length(plain) then
    -- Letters apart from their accents, and then without.
    plain := regexp_replace(
      normalize(plain, nfkd),
      '[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]',
      '', 'g'
    );
    -- What is a letter of its own to Unicode, and a letter with an accent to who looks for it.
    plain := translate(lower(plain collate "pg_c_utf8"), 'øđłħıς', 'odlhiσ');
    plain := replace(replace(replace(plain, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe');
  end if;
  plain := regexp_replace(lower(plain collate "pg_c_utf8"), '[^[:alnum:]]+', ' ', 'g');
  return ' ' || btrim(plain) || ' ';
end;
$$;

-- The words of a query, of which single letters count only where there is nothing longer.
create function app.query_words(query text) returns text[]
  language plpgsql immutable parallel safe set search_path = ''
as $$
declare
  words text[] := string_to_array(btrim(app.words(left(query, 200))), ' ');
  longest integer := (select max(char_length(word)) from unnest(words) word);
begin
  return array(
    select distinct left(word, 20) from unnest(words) word where char_length(word) > 1 or longest = 1
  );
end;
$$;

-- What words are found by: their beginnings, of 2 to 20 letters.
create function app.search_keys(org text, words text) returns bigint[]
  language plpgsql immutable parallel safe set search_path = ''
as $$
declare
  seed bigint := hashtextextended(org, 0);
  keys bigint[] := '{}';
  word text;
begin
  -- Loops are three times as fast here as a query, and this is asked for each row that is written.
  foreach word in array string_to_array(btrim(words), ' ') loop
    for length in least(char_length(word), 2) .. least(char_length(word), 20) loop
      keys := keys || hashtextextended(left(word, length), seed);
    end loop;
  end loop;
  return keys;
end;
$$;

-- Columns that follow from others and indexes are written as whoever writes the row.
grant execute on function app.words(text), app.search_keys(text, text) to authenticated;

alter table public.tasks
  add column title_words text not null generated always as (app.words(title)) stored,
  -- What people write is in no statistics: docs/decisions/0005.
  alter column title_words set statistics 0;

create index tasks_search_idx on public.tasks using gin (app.search_keys(org_id, title_words));
alter index public.tasks_search_idx alter column 1 set statistics 0;

-- The newest tasks that the caller may see and the query finds, and no more than the limit.
create function app.search_task_ids(query text, most integer default 5000) returns setof uuid
  language plpgsql stable security definer rows 100
  set search_path = ''
  -- So that a bitmap of many tasks still knows each of them.
  set work_mem = '32MB'
as $$
declare
  organization text := app.org_id();
  is_admin boolean := app.is_admin();
  words text[] := app.query_words(query);
  keys bigint[] := array(
    select hashtextextended(word, hashtextextended(organization, 0)) from unnest(words) word
  );
  patterns text[] := array(
    select '% ' || word || case when char_length(word) > 1 then '%' else ' %' end
    from unnest(words) word
  );
  is_common boolean;
begin
  if organization is null or words = '{}' then
    return;
  end if;

  -- To sort a million hits takes long, to find some that are new does not. So what is in more than 3 %
  -- of the newest tasks is looked for in the newest ones alone.
  select count(*) > 12 into is_common
  from (
    select t.title_words from public.tasks t
    where t.org_id = organization and t.state = 'active'
    order by t.created_at desc, t.id desc
    limit 400
  ) newest
  where newest.title_words like all (patterns);

  if is_common then
    return query
      select hit.id
      from (values ('active', 40000), ('archived', 10000), ('trashed', 1000)) as part (state, size)
      cross join lateral (
        select newest.id, newest.created_at
        from (
          select * from public.tasks t
          where t.org_id = organization and t.state = part.state
          order by t.created_at desc, t.id desc
          limit part.size
        ) newest
        where newest.title_words like all (patterns)
          and (
            is_admin
            or newest.visibility = 'org'
            or newest.project_id in (select app.my_project_ids())
          )
        limit most
      ) hit
      order by hit.created_at desc, hit.id desc
      limit most;
    return;
  end if;

  -- Materialized, and without the organization inside: else the planner may read all of the
  -- organization's tasks in their order, or look each hit up in an index of them all.
  return query
    with hit as materialized (
      select t.id, t.org_id, t.created_at, t.visibility, t.project_id
      from public.tasks t
      where app.search_keys(t.org_id, t.title_words) @> keys
    )
    select hit.id
    from hit
    where hit.org_id = organization
      and (is_admin or hit.visibility = 'org' or hit.project_id in (select app.my_project_ids()))
    order by hit.created_at desc, hit.id desc
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
