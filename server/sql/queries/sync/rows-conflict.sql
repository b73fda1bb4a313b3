-- SPDX-License-Identifier: GPL-3.0-or-later
-- The rows $1, as far as they are to be seen with the level $3, owners $4, branch $5 and shared customers
-- $6; $2: also those that were deleted. What they tell of a record is for those who see such records (as
-- set-reach says); mostly that is everybody who sees the row.
select id, ver, rev, deleted, customer, record_kind, record, command, author,
       wire_time(done_at) as done_at, other, wire_time(other_at) as other_at, reason,
       case when (select least(sync_level(3), sync_level(4), sync_level(7), sync_level(8)) >= $3::integer)
                 or sync_sees(case record_kind when 'customer' then (select sync_level(3))
                                               when 'contact-point' then (select sync_level(4))
                                               when 'identity-document' then (select sync_level(7))
                                               when 'bank-account' then (select sync_level(8)) else 0 end,
                              owner, branch, customer, $4::uuid[], $5::uuid, $6::uuid[])
            then groups else '{}'::json end as groups,
       merged, status
from conflict
where id = any($1::uuid[]) and (not deleted or $2::boolean)
  and sync_sees($3::integer, owner, branch, customer, $4::uuid[], $5::uuid, $6::uuid[])
order by ver, id
