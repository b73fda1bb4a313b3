-- SPDX-License-Identifier: GPL-3.0-or-later
-- Ends the session $2 of the user $1, or all of them but $3 when $2 is null; their devices wipe themselves
-- if $4 is true.
update session
set ended_at = now(), wipe = wipe or $4::boolean
where user_id = $1::uuid and ended_at is null
  and ($2::uuid is null or id = $2::uuid) and ($3::uuid is null or id <> $3::uuid)
returning id
