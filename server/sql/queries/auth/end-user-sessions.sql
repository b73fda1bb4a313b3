-- SPDX-License-Identifier: GPL-3.0-or-later
-- Ends all sessions of the user $1; nothing is wiped.
update session
set ended_at = now()
where user_id = $1::uuid and ended_at is null
returning id
