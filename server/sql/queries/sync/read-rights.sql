-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who asks and up to where the feed may be read now: $1 user, $2 session.
select u.role, u.branch, u.name, u.active, e.token,
       (e.n::bigint << 44) | pg_snapshot_xmin(pg_current_snapshot())::text::bigint as watermark,
       e.timeline = substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) as is_current,
       s.id is not null as is_alive,
       r.rights, r.ver as rights_ver,
       case when u.has_extras
            then sync_extras(u.id, (app_now() at time zone coalesce(b.time_zone, 'Europe/Moscow'))::date)
       end as extras,
       (app_now() at time zone coalesce(b.time_zone, 'Europe/Moscow'))::date - date '2000-01-01' as day,
       e.horizon_ver,
       (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint as seen
from app_user u
left join role r on r.code = u.role and not r.deleted
left join branch b on b.id = u.branch
left join session s
  on s.id = $2::uuid and s.user_id = u.id and s.ended_at is null and s.expires_at > now()
cross join (select n, token, timeline, horizon_ver from sync_epoch order by n desc limit 1) as e
where u.id = $1::uuid and not u.deleted
