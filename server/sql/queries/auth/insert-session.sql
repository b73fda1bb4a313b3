-- SPDX-License-Identifier: GPL-3.0-or-later
-- Session $1 of the user $2 on the device $3 named $4, token hash $5 (\x…), for $6 days.
insert into session (id, user_id, device, device_name, token_hash, expires_at)
values ($1::uuid, $2::uuid, $3::uuid, $4, $5::bytea, now() + make_interval(days => $6::integer))
returning to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as expires_at
