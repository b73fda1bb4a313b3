-- SPDX-License-Identifier: GPL-3.0-or-later
-- The rows $1, as far as they are to be seen with the level $3, owners $4, branch $5 and shared customers
-- $6; $2: also those that were deleted.
select id, ver, rev, deleted, customer, record_kind, record, command, author,
       wire_time(done_at) as done_at, other, wire_time(other_at) as other_at, reason, groups,
       merged, status
from conflict
where id = any($1::uuid[]) and (not deleted or $2::boolean)
  and sync_sees($3::integer, owner, branch, customer, $4::uuid[], $5::uuid, $6::uuid[])
order by ver, id
