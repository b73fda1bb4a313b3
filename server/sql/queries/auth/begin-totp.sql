-- SPDX-License-Identifier: GPL-3.0-or-later
-- The sealed secret $2 (\x…) of the user $1, not confirmed yet; nothing when one is.
insert into user_totp (user_id, secret) values ($1::uuid, $2::bytea)
on conflict (user_id) do update
set secret = excluded.secret, created_at = now(), last_step = 0
where user_totp.confirmed_at is null
returning user_id
