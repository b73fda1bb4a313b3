-- SPDX-License-Identifier: GPL-3.0-or-later
-- As sync/read-rights-write, for work of the person $1 that goes on when nobody is signed in.
select u.role, u.branch, u.name, u.active, e.token,
       (e.n::bigint << 44) | pg_snapshot_xmin(pg_current_snapshot())::text::bigint as watermark,
       e.timeline = substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) as is_current,
       true as is_alive,
       r.rights, r.ver as rights_ver,
       case when u.has_extras then sync_extras(u.id, sync_day(u.branch)) end as extras,
       null as day,
       e.horizon_ver,
       (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint as seen,
       (e.n::bigint << 44) | pg_current_xact_id()::text::bigint as ver,
       set_config('zontik.reach', 'all', true) as reach
from app_user u
left join role r on r.code = u.role and not r.deleted
cross join (select n, token, timeline, horizon_ver from sync_epoch order by n desc limit 1) as e
where u.id = $1::uuid and not u.deleted
