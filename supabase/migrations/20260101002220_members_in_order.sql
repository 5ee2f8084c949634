-- The list of members in its order. With it the names and addresses that come along are looked up for
-- the rows of a page; where rows are sorted first, they are looked up for everybody there is.

create index memberships_org_id_created_at_idx
  on public.memberships (org_id, created_at desc, id desc);
