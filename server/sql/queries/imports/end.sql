-- SPDX-License-Identifier: GPL-3.0-or-later
-- The process $2 ends its work on the import $1, which was $3: it is $4 now, because of $5.
update import_job
set state = $4, problem = $5, runner = null, beat = null, changed_at = now(),
    is_checked = is_checked or $4 = 'checked'
where id = $1::uuid and runner = $2::uuid and state = $3
returning id
