-- SPDX-License-Identifier: GPL-3.0-or-later
-- The rows $1, as far as they are to be seen with the level $3, owners $4, branch $5 and shared customers
-- $6; $2: also those that were deleted.
select id, ver, rev, deleted, customer, type, mask_text(series) as series,
       mask_text(number) as number, issued_by, issuer_code, issued_on, valid_to
from identity_document
where id = any($1::uuid[]) and (not deleted or $2::boolean)
  and sync_sees($3::integer, owner, branch, customer, $4::uuid[], $5::uuid, $6::uuid[])
order by ver, id
