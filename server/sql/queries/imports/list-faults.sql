-- SPDX-License-Identifier: GPL-3.0-or-later
-- Rows that were not taken, of the import $1 behind line $3 of the file $2; $4 at the most.
select file, line, cells, errors, decision, mended
from import_fault
where import = $1::uuid and (file, line) > ($2::integer, $3::bigint) and not mended
order by file, line
limit $4::integer
