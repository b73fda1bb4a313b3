-- SPDX-License-Identifier: GPL-3.0-or-later
-- As read-rights, for who is going to write, on any row: with the version that rows get in this transaction,
-- the same as from sync_ver(), which would look the same up for every row; and, if $3, a new customer number.
-- The day is not told: a function is called where it is needed, which is seldom.
select u.role, u.branch, u.name, u.active, e.token,
       (e.n::bigint << 44) | pg_snapshot_xmin(pg_current_snapshot())::text::bigint as watermark,
       e.timeline = substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) as is_current,
       s.id is not null as is_alive,
       r.rights, r.ver as rights_ver,
       case when u.has_extras then sync_extras(u.id, sync_day(u.branch)) end as extras,
       null as day,
       e.horizon_ver,
       (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint as seen,
       (e.n::bigint << 44) | pg_current_xact_id()::text::bigint as ver,
       case when $3::boolean then to_char(nextval('customer_number'), 'FM999999999999000000') end as number,
       set_config('zontik.reach', 'all', true) as reach
from app_user u
left join role r on r.code = u.role and not r.deleted
left join session s
  on s.id = $2::uuid and s.user_id = u.id and s.ended_at is null and s.expires_at > now()
cross join (select n, token, timeline, horizon_ver from sync_epoch order by n desc limit 1) as e
where u.id = $1::uuid and not u.deleted
