-- SPDX-License-Identifier: GPL-3.0-or-later
-- The user $1 has the secret (sealed $2): it counts from the step $3 on.
update user_totp
set confirmed_at = now(), last_step = $3::bigint
where user_id = $1::uuid and confirmed_at is null and secret = $2::bytea
returning user_id
