-- SPDX-License-Identifier: GPL-3.0-or-later
-- The process $2 is still at the import $1, and in what state that is.
update import_job set beat = now()
where id = $1::uuid and runner = $2::uuid
returning state
