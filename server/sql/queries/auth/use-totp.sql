-- SPDX-License-Identifier: GPL-3.0-or-later
-- The user $1 used the code of the step $2; nothing when that or a later one was used before.
update user_totp
set last_step = $2::bigint
where user_id = $1::uuid and confirmed_at is not null and last_step < $2::bigint
returning user_id
