-- SPDX-License-Identifier: GPL-3.0-or-later
-- Rows of the file $2 of the import $1 that were not taken: lines, cells, errors.
insert into import_fault (import, file, line, cells, errors)
select $1::uuid, $2::integer, f.line, f.cells, f.errors
from unnest($3::bigint[], $4::text[], $5::text[]) as f (line, cells, errors)
where (select count(*) from import_fault where import = $1::uuid) < $6::integer
on conflict (import, file, line) do update set errors = excluded.errors, mended = false, decision = null
