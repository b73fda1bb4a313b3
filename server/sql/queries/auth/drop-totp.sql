-- SPDX-License-Identifier: GPL-3.0-or-later
-- The user $1 has no second factor any more.
delete from user_totp where user_id = $1::uuid and confirmed_at is not null returning user_id
