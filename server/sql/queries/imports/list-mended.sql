-- SPDX-License-Identifier: GPL-3.0-or-later
-- Rows of the import $1 that were mended before it runs.
select file, line, cells, decision
from import_fault
where import = $1::uuid and mended
