-- SPDX-License-Identifier: GPL-3.0-or-later
-- Session $1 of the user $2 on the device $3 named $4, token hash $5 (\x…), for $6 days, platform $8; none
-- when the password hash is no longer $7 or the person may not sign in any more.
insert into session (id, user_id, device, device_name, token_hash, expires_at, platform)
select $1::uuid, u.id, $3::uuid, $4, $5::bytea, now() + make_interval(days => $6::integer), $8
from app_user u
where u.id = $2::uuid and u.active and not u.deleted and u.password_hash = $7
for share
returning wire_time(expires_at) as expires_at
