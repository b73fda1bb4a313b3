-- SPDX-License-Identifier: GPL-3.0-or-later
-- Shares whose last day is over end: with their exits. Gives whom to tell.
with ended as (
  update share set deleted = true, rev = rev + 1, ver = (select sync_ver())
  where not deleted and ends_on < (now() at time zone 'Europe/Moscow')::date
  returning user_id, owner, branch, customer
), left_scope as (
  insert into sync_exit (level, scope, id, ver, reason, kind)
  select 's', user_id, customer, (select sync_ver()), 'share-ended', 3 from ended
  on conflict (level, scope, id) do update set ver = excluded.ver, reason = excluded.reason
)
select user_id, owner, branch from ended
