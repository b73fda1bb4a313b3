-- SPDX-License-Identifier: GPL-3.0-or-later
-- The row $3 of the file $2 of the import $1 as somebody mended it: $4 cells, $5 decision.
update import_fault set cells = coalesce($4, cells), decision = $5, mended = true
where import = $1::uuid and file = $2::integer and line = $3::bigint
returning cells
