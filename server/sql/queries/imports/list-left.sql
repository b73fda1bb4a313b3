-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the import $1 did and was not taken back yet: $2 rows of one kind, what hangs on others first, the latest first;
-- with the version that the import left, and whether it made the record as well.
select r.kind, r.record, r.n, r.change,
       (select max(o.rev) from import_row o where o.import = r.import and o.kind = r.kind and o.record = r.record) as rev,
       r.change is not null
       and exists (select from import_row o
                   where o.import = r.import and o.kind = r.kind and o.record = r.record and o.change is null) as is_made
from import_row r
where r.import = $1::uuid and r.fate is null
  and r.kind = (select kind from import_row where import = $1::uuid and fate is null order by kind desc limit 1)
order by r.n desc
limit $2::integer
