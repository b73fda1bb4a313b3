-- SPDX-License-Identifier: GPL-3.0-or-later
-- The recovery codes of the user $1 are void.
delete from user_recovery_code where user_id = $1::uuid
