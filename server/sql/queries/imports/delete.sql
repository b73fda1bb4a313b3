-- SPDX-License-Identifier: GPL-3.0-or-later
-- Forgets the import $1 of $2, that nobody is at.
delete from import_job
where id = $1::uuid and actor = $2::uuid and state not in ('checking', 'running', 'reverting')
returning id
