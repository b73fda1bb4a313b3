-- SPDX-License-Identifier: GPL-3.0-or-later
-- Most people have neither exceptions nor deputyships nor shares: then none is looked for when their rights
-- are read, which happens in every request.

-- Whether there ever was one, whenever it begins: never false while there is one, so nothing depends on
-- a date, and it never has to be taken back. True until the trigger has looked.
alter table app_user add column has_extras boolean not null default true;

-- "exceptions;deputyships;shares;lapsed": "subject action scope,…", "id …" of those who are absent, "{id,…}" of
-- the customers shared or nothing, the last day of the share that ran out last. As the owner of the tables, whom row
-- security does not bind: what these rows say is needed to tell what else somebody sees.
create function sync_extras(person uuid, day date) returns text
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce((select string_agg(x.subject || ' ' || x.action || ' ' || x.scope, ',' order by x.starts_on, x.id)
                   from right_exception x
                   where x.user_id = person and not x.deleted
                     and x.starts_on <= day and (x.ends_on is null or x.ends_on >= day)), '')
         || ';'
         || coalesce((select string_agg(distinct p.absent::text, ' ')
                      from deputy p
                      where p.deputy = person and not p.deleted and p.starts_on <= day and p.ends_on >= day), '')
         || ';'
         || coalesce((select '{' || string_agg(s.customer::text, ',') || '}'
                      from share s
                      where s.user_id = person and not s.deleted and (s.ends_on is null or s.ends_on >= day)), '')
         || ';'
         || coalesce((select max(s.ends_on)
                      from share s
                      where s.user_id = person and not s.deleted and s.ends_on < day) - date '2000-01-01', 0)
$$;

-- The day it is where a branch is.
create function sync_day(place uuid) returns date
language sql stable as $$
  select (app_now() at time zone coalesce((select time_zone from branch where id = place), 'Europe/Moscow'))::date
$$;

create function app_has_extras(person uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select from right_exception where user_id = person and not deleted)
         or exists (select from deputy where deputy = person and not deleted)
         or exists (select from share where user_id = person and not deleted)
$$;

update app_user set has_extras = app_has_extras(id);

create function app_user_begin() returns trigger
language plpgsql as $$
begin
  new.has_extras := app_has_extras(new.id);
  return new;
end
$$;
create trigger app_user_begin before insert on app_user
  for each row execute function app_user_begin();

-- The row of the person is locked until the end, so nobody reads the extras without the mark or the mark
-- without them.
create function app_note_extras() returns trigger
language plpgsql as $$
begin
  update app_user set has_extras = true
  where id = case tg_table_name when 'deputy' then (to_jsonb(new) ->> 'deputy')::uuid
                                else (to_jsonb(new) ->> 'user_id')::uuid end
    and not has_extras;
  return null;
end
$$;
create trigger right_exception_note after insert or update of user_id, deleted on right_exception
  for each row when (not new.deleted) execute function app_note_extras();
create trigger deputy_note after insert or update of deputy, deleted on deputy
  for each row when (not new.deleted) execute function app_note_extras();
create trigger share_note after insert or update of user_id, deleted on share
  for each row when (not new.deleted) execute function app_note_extras();

-- They are read by sync_extras now.
drop policy mine on right_exception;
drop policy mine on share;
drop function sync_user();

-- A new row is checked once: a sub-select would cost more than it saves.
alter policy work on customer with check (sync_is_work());
alter policy work on contact_point with check (sync_is_work());
alter policy work on conflict with check (sync_is_work());
alter policy work on history_event with check (sync_is_work());
alter policy work on identity_document with check (sync_is_work());
alter policy work on bank_account with check (sync_is_work());
