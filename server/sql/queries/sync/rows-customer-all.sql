-- SPDX-License-Identifier: GPL-3.0-or-later
-- Rows of the feed from behind ($1 ver, $2 id) up to ($3, $4), at most $5; $6: no tombstones below.
select id, ver, rev, deleted, type, last_name, first_name, middle_name, birth_date, sex,
       company_name, inn, kpp, ogrn, owner, branch, source, tags, note, address_region,
       address_city, address_street, address_house, address_flat, address_postcode,
       address_text, number, status, wire_time(created_at) as created_at, created_by,
       wire_time(changed_at) as changed_at
from customer
where (ver, id) > ($1::bigint, $2::uuid) and (ver, id) <= ($3::bigint, $4::uuid)
  and not (deleted and ver < $6::bigint)
order by ver, id
limit $5::integer
