-- SPDX-License-Identifier: GPL-3.0-or-later
-- Session $1 of the user $2 on the device $3 named $4, token hash $5 (\x…), for $6 days; none when
-- the password hash is no longer $7 or the person may not sign in any more.
insert into session (id, user_id, device, device_name, token_hash, expires_at)
select $1::uuid, u.id, $3::uuid, $4, $5::bytea, now() + make_interval(days => $6::integer)
from app_user u
where u.id = $2::uuid and u.active and not u.deleted and u.password_hash = $7
for share
returning to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as expires_at
