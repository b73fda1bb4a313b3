-- SPDX-License-Identifier: GPL-3.0-or-later
-- What became of the rows $2 of the kind $4 of the import $1: $3.
update import_row r set fate = f.fate
from unnest($2::bigint[], $3::text[]) as f (n, fate)
where r.import = $1::uuid and r.kind = $4::integer and r.n = f.n and r.fate is null
