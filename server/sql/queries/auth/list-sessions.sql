-- SPDX-License-Identifier: GPL-3.0-or-later
-- The devices on which the user $1 is signed in, and those that still have to hear that they are to wipe
-- themselves; the last used first.
select id, device, device_name, platform, wire_time(created_at) as created_at,
       wire_time(seen_at) as seen_at, wire_time(expires_at) as expires_at,
       ended_at is not null as is_ended
from session
where user_id = $1::uuid and expires_at > now()
  and (ended_at is null or wipe and wipe_told_at is null)
order by seen_at desc, id desc
limit 1000
