-- SPDX-License-Identifier: GPL-3.0-or-later
-- The devices on which the user $1 is signed in, the last used first.
select id, device, device_name,
       to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_at,
       to_char(seen_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as seen_at,
       to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as expires_at
from session
where user_id = $1::uuid and ended_at is null and expires_at > now()
order by seen_at desc, id desc
limit 1000
