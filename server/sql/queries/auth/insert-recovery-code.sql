-- SPDX-License-Identifier: GPL-3.0-or-later
-- A recovery code of the user $1 with the hash $2 (\x…).
insert into user_recovery_code (user_id, hash) values ($1::uuid, $2::bytea)
