-- SPDX-License-Identifier: GPL-3.0-or-later
-- The file $2 of the import $1 comes anew.
delete from import_part where import = $1::uuid and file = $2::integer
