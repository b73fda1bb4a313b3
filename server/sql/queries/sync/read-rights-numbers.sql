-- SPDX-License-Identifier: GPL-3.0-or-later
-- As read-rights, with $3 new customer numbers.
select u.role, u.branch, u.name, u.active, e.token,
       (e.n::bigint << 44) | pg_snapshot_xmin(pg_current_snapshot())::text::bigint as watermark,
       e.timeline = substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) as is_current,
       s.id is not null as is_alive,
       (select string_agg(to_char(nextval('customer_number'), 'FM999999999999000000'), ' ')
        from generate_series(1, $3::integer)) as numbers
from app_user u
left join session s
  on s.id = $2::uuid and s.user_id = u.id and s.ended_at is null and s.expires_at > now()
cross join (select n, token, timeline from sync_epoch order by n desc limit 1) as e
where u.id = $1::uuid and not u.deleted
