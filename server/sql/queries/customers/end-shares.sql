-- SPDX-License-Identifier: GPL-3.0-or-later
-- Shares whose last day is over where their receiver works end: with their exits. Gives whom to tell.
with ended as (
  update share s set deleted = true, rev = s.rev + 1, ver = (select sync_ver())
  from app_user u
  where not s.deleted and s.ends_on is not null and u.id = s.user_id and s.ends_on < sync_day(u.branch)
  returning s.user_id, s.owner, s.branch, s.customer
), left_scope as (
  insert into sync_exit (level, scope, id, ver, reason, kind)
  select 's', user_id, customer, (select sync_ver()), 'share-ended', 3 from ended
  on conflict (level, scope, id) do update set ver = excluded.ver, reason = excluded.reason
)
select user_id, owner, branch from ended
