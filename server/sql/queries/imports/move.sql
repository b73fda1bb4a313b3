-- SPDX-License-Identifier: GPL-3.0-or-later
-- The import $1 of $2 goes from one of the states $3 to $4.
update import_job
set state = $4, problem = null, changed_at = now(), runner = null
where id = $1::uuid and actor = $2::uuid and state = any ($3::text[])
returning id
