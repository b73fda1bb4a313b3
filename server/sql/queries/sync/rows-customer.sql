-- SPDX-License-Identifier: GPL-3.0-or-later
-- The rows $1, as far as they are to be seen with the level $3, owners $4, branch $5 and shared customers
-- $6; $2: also those that were deleted.
select id, ver, rev, deleted, type, last_name, first_name, middle_name, birth_date, sex,
       company_name, inn, kpp, ogrn, owner, branch, source, tags, note, address_region,
       address_city, address_street, address_house, address_flat, address_postcode,
       address_text, number, status, wire_time(created_at) as created_at, created_by,
       wire_time(changed_at) as changed_at
from customer
where id = any($1::uuid[]) and (not deleted or $2::boolean)
  and sync_sees($3::integer, owner, branch, id, $4::uuid[], $5::uuid, $6::uuid[])
order by ver, id
