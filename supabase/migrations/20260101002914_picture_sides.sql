-- A picture of few bytes may be one of a thousand million pixels, which a browser makes room for before
-- it shows any of them, in every list of organizations. So its header says how large it is, and nothing
-- else of it is read.

-- The longer side of a PNG, a JPEG or a WebP, in pixels; null where its header does not tell.
create function app.picture_side(bytes bytea) returns integer
  language plpgsql immutable set search_path = ''
as $$
declare
  -- Bytes count from 0.
  place integer := 2;
  marker integer;
  kind text := encode(substring(bytes from 13 for 4), 'escape');
  width integer;
  height integer;
begin
  if get_byte(bytes, 0) = 137 then
    -- The first chunk of a PNG (https://www.w3.org/TR/png-3/#11IHDR), with numbers below 2^31.
    if kind = 'IHDR' then
      width := ('x' || encode(substring(bytes from 17 for 4), 'hex'))::bit(32)::integer;
      height := ('x' || encode(substring(bytes from 21 for 4), 'hex'))::bit(32)::integer;
    end if;
  elsif get_byte(bytes, 0) = 82 then
    -- The first chunk of a WebP (RFC 9649).
    if kind = 'VP8 ' and substring(bytes from 24 for 3) = '\x9d012a' then
      width := (get_byte(bytes, 26) + 256 * get_byte(bytes, 27)) % 16384;
      height := (get_byte(bytes, 28) + 256 * get_byte(bytes, 29)) % 16384;
    elsif kind = 'VP8L' and get_byte(bytes, 20) = 47 then
      width := 1 + (get_byte(bytes, 21) + 256 * get_byte(bytes, 22)) % 16384;
      height := 1 + (
        get_byte(bytes, 22) / 64 + 4 * get_byte(bytes, 23) + 1024 * get_byte(bytes, 24)
      ) % 16384;
    elsif kind = 'VP8X' then
      width := 1 + get_byte(bytes, 24) + 256 * get_byte(bytes, 25) + 65536 * get_byte(bytes, 26);
      height := 1 + get_byte(bytes, 27) + 256 * get_byte(bytes, 28) + 65536 * get_byte(bytes, 29);
    end if;
  else
    -- The segments of a JPEG up to the one that begins its frame (ITU T.81, B.1.1.3).
    while get_byte(bytes, place) = 255 loop
      marker := get_byte(bytes, place + 1);
      if marker = 255 then
        place := place + 1;
      elsif marker between 192 and 207 and marker <> all ('{196, 200, 204}') then
        height := 256 * get_byte(bytes, place + 5) + get_byte(bytes, place + 6);
        width := 256 * get_byte(bytes, place + 7) + get_byte(bytes, place + 8);
        exit;
      else
        place := place + 2 + 256 * get_byte(bytes, place + 2) + get_byte(bytes, place + 3);
      end if;
    end loop;
  end if;
  return case when least(width, height) > 0 then greatest(width, height) end;
exception
  -- It ends before its header does.
  when array_subscript_error then
    return null;
end;
$$;

-- Whoever adds a picture has it looked at.
grant execute on function app.picture_side(bytea) to authenticated;

-- Pictures that are here already are left alone.
alter table public.organization_pictures
  add constraint organization_pictures_side_check
  check (coalesce(app.picture_side(bytes) <= 1024, false)) not valid;
