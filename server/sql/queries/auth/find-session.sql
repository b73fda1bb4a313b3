-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whose the token with the hash $1 (\x…) is or was, whether its last use was so long ago that somebody would not
-- look as if he were there, whether it is good still, and whether its device is to wipe itself and does not know yet.
select s.id, s.user_id, s.device, u.name, u.role, u.branch,
       (extract(epoch from s.expires_at) * 1000000)::bigint as expires_at,
       s.seen_at < now() - interval '2 minutes' as is_stale,
       s.ended_at is null and s.expires_at > now() and u.active and not u.deleted as is_alive,
       s.wipe or not u.active or u.deleted as wipe,
       s.wipe_told_at is not null as is_told,
       u.must_change_password, u.login
from session s
join app_user u on u.id = s.user_id
where s.token_hash = $1::bytea
