-- SPDX-License-Identifier: GPL-3.0-or-later
-- The row $3 of the file $2 of the import $1 is taken.
delete from import_fault where import = $1::uuid and file = $2::integer and line = $3::bigint
