-- SPDX-License-Identifier: GPL-3.0-or-later
-- The end of the next seal from $1, below $2: so that it holds about $3 rows of each table.
select least($2::bigint,
             (select ver + 1 from command where ver >= $1::bigint order by ver
              offset $3::integer limit 1),
             (select ver + 1 from audit_event where ver >= $1::bigint order by ver
              offset $3::integer limit 1)) as to_ver
