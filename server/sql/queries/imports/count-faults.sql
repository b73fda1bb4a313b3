-- SPDX-License-Identifier: GPL-3.0-or-later
-- Rows of the import $1 that wait for somebody.
select count(*) from import_fault where import = $1::uuid and not mended
