-- SPDX-License-Identifier: GPL-3.0-or-later
-- The devices on which somebody is signed in, and those that still have to hear that they are to wipe
-- themselves; the last used first. Of the person $1 or, null, of all in the scope $2: all, or of the branch
-- $4, or of the person $3.
select s.id, s.user_id, s.device, s.device_name, s.platform, wire_time(s.created_at) as created_at,
       wire_time(s.seen_at) as seen_at, wire_time(s.expires_at) as expires_at,
       s.ended_at is not null as is_ended
from session s
join app_user u on u.id = s.user_id
where s.expires_at > now() and (s.ended_at is null or s.wipe and s.wipe_told_at is null)
  and ($1::uuid is null or s.user_id = $1::uuid)
  and ($2::text = 'all' or s.user_id = $3::uuid or $2::text = 'branch' and u.branch = $4::uuid)
order by s.seen_at desc, s.id desc
limit 5000
