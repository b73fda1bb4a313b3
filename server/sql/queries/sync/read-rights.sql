-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who asks and up to where the feed may be read now: $1 user, $2 session. Row security shows exceptions and
-- shares of the person who was told to it, so they are looked up by me.person: whatever the plan, after that.
select u.role, u.branch, u.name, u.active, e.token,
       (e.n::bigint << 44) | pg_snapshot_xmin(pg_current_snapshot())::text::bigint as watermark,
       e.timeline = substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) as is_current,
       s.id is not null as is_alive,
       r.rights, r.ver as rights_ver,
       (select string_agg(x.subject || ' ' || x.action || ' ' || x.scope, ',' order by x.starts_on, x.id)
        from right_exception x
        where x.user_id = me.person and not x.deleted
          and x.starts_on <= d.day and (x.ends_on is null or x.ends_on >= d.day)) as exceptions,
       (select string_agg(distinct p.absent::text, ' ')
        from deputy p
        where p.deputy = $1::uuid and not p.deleted and d.day between p.starts_on and p.ends_on) as absent,
       h.shared,
       (d.day - date '2000-01-01') || ' ' || coalesce(h.lapsed - date '2000-01-01', 0) as days,
       e.horizon_ver,
       (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint as seen
from app_user u
cross join lateral (
  select set_config('zontik.user', $1::text, true)::uuid as person
) as me
left join role r on r.code = u.role and not r.deleted
left join branch b on b.id = u.branch
cross join lateral (
  select (app_now() at time zone coalesce(b.time_zone, 'Europe/Moscow'))::date as day
) as d
left join session s
  on s.id = $2::uuid and s.user_id = u.id and s.ended_at is null and s.expires_at > now()
cross join (select n, token, timeline, horizon_ver from sync_epoch order by n desc limit 1) as e
cross join lateral (
  select '{' || string_agg(customer::text, ',') filter (where ends_on is null or ends_on >= d.day) || '}' as shared,
         max(ends_on) filter (where ends_on < d.day) as lapsed
  from share where user_id = me.person and not deleted
) as h
where u.id = $1::uuid and not u.deleted and me.person is not null
