-- SPDX-License-Identifier: GPL-3.0-or-later
-- The user $1 used the recovery code with the hash $2 (\x…); nothing when there is no such, or not any more.
update user_recovery_code
set used_at = now()
where user_id = $1::uuid and hash = $2::bytea and used_at is null
returning user_id
