-- SPDX-License-Identifier: GPL-3.0-or-later
-- Ends the session $1 if it is one of the user $2.
update session
set ended_at = now()
where id = $1::uuid and user_id = $2::uuid and ended_at is null
returning id
