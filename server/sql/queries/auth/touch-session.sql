-- SPDX-License-Identifier: GPL-3.0-or-later
-- The session $1 was used; it lives $2 days more.
update session
set seen_at = now(), expires_at = now() + make_interval(days => $2::integer)
where id = $1::uuid and ended_at is null
