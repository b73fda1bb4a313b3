-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who has the token with the hash $1 (\x…), if anyone, and whether its last use was long ago.
select s.id, s.user_id, s.device, u.name, u.role, u.branch,
       (extract(epoch from s.expires_at) * 1000000)::bigint as expires_at,
       s.seen_at < now() - interval '1 hour' as is_stale
from session s
join app_user u on u.id = s.user_id
where s.token_hash = $1::bytea and s.ended_at is null and s.expires_at > now()
  and u.active and not u.deleted
