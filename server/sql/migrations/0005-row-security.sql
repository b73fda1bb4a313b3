-- SPDX-License-Identifier: GPL-3.0-or-later
-- The second belt under the queries of the feed: what somebody may not see does not come out, even of
-- a query that has lost its condition. A transaction says for whom it reads, in settings that end with it:
--   zontik.reach    'all' for work on what was decided, or a digit (see sync_sees) for each kind of the feed
--   zontik.owners, zontik.branch, zontik.shared    as for sync_sees
--   zontik.user     who asks: set while his rights are read
-- Without them nothing is seen or written. The owner of the tables (command line, migrations, backup) and
-- what everybody may see (people, branches, roles, deputies) are exempt: the latter is read before it
-- is known who asks.

-- What days begin and end by; a test may put another one in its place.
create function app_now() returns timestamptz
language sql stable as $$ select now() $$;

create function sync_level(kind integer) returns integer
language sql stable as $$
  select case r when 'all' then 3 else coalesce(nullif(substr(r, kind, 1), '')::integer, 0) end
  from (select current_setting('zontik.reach', true)) as s (r)
$$;

create function sync_is_work() returns boolean
language sql stable as $$ select coalesce(current_setting('zontik.reach', true) = 'all', false) $$;

create function sync_owners() returns uuid[]
language sql stable as $$ select nullif(current_setting('zontik.owners', true), '')::uuid[] $$;

create function sync_branch() returns uuid
language sql stable as $$ select nullif(current_setting('zontik.branch', true), '')::uuid $$;

create function sync_shared() returns uuid[]
language sql stable as $$ select nullif(current_setting('zontik.shared', true), '')::uuid[] $$;

-- The settings stand in sub-selects, so that they are read once a statement. kind 0: only work sees it.
create function app_secure(target regclass, kind integer, root text) returns void
language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('create policy work on %s to zontik_app using ((select sync_is_work()))'
                 ' with check ((select sync_is_work()))', target);
  if kind > 0 then
    execute format('create policy reach on %s for select to zontik_app using (sync_sees('
                   '(select sync_level(%s)), owner, branch, %s, (select sync_owners()),'
                   ' (select sync_branch()), (select sync_shared())))', target, kind, root);
  end if;
end
$$;

select app_secure('customer', 3, 'id');
select app_secure('contact_point', 4, 'customer');
select app_secure('conflict', 5, 'customer');
select app_secure('history_event', 6, 'customer');
select app_secure('identity_document', 7, 'customer');
select app_secure('bank_account', 8, 'customer');
select app_secure('right_exception', 10, 'null::uuid');
select app_secure('share', 12, 'customer');
select app_secure('orphan_change', 0, null);

-- What a person's rights are made of, while they are being read.
create function sync_user() returns uuid
language sql stable as $$ select nullif(current_setting('zontik.user', true), '')::uuid $$;

create policy mine on right_exception for select to zontik_app using (user_id = (select sync_user()));
create policy mine on share for select to zontik_app using (user_id = (select sync_user()));
