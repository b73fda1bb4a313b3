-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the import $1 did, behind row $2, of those with the fate $3 (empty: all): $4 at the most.
select n, kind, record, file, change is null, fate
from import_row
where import = $1::uuid and n > $2::bigint and ($3 = '' or fate = $3)
order by n
limit $4::integer
