-- SPDX-License-Identifier: GPL-3.0-or-later
-- The rows $1, as far as they are to be seen with the level $3, owners $4, branch $5 and shared customers
-- $6; $2: also those that were deleted.
select id, ver, rev, deleted, customer, type, value, label,
       case when is_primary then 'true' end as "primary",
       case when invalid then 'true' end as invalid,
       case when opted_out then 'true' end as opted_out
from contact_point
where id = any($1::uuid[]) and (not deleted or $2::boolean)
  and sync_sees($3::integer, owner, branch, customer, $4::uuid[], $5::uuid, $6::uuid[])
order by ver, id
