-- SPDX-License-Identifier: GPL-3.0-or-later
-- The device of the session $1 came and heard that it has to wipe itself.
update session
set wipe = true, wipe_told_at = now(), ended_at = coalesce(ended_at, now())
where id = $1::uuid and wipe_told_at is null
