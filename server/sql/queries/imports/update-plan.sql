-- SPDX-License-Identifier: GPL-3.0-or-later
-- The plan $3 of the import $1 of $2, while nothing of it has begun.
update import_job set plan = $3, state = 'draft', is_checked = false, changed_at = now()
where id = $1::uuid and actor = $2::uuid and state in ('draft', 'checked')
returning id
