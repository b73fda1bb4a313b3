-- SPDX-License-Identifier: GPL-3.0-or-later
-- As load-customer, and those on which the identity documents $3, the bank accounts $4 and what the
-- conflicts $5 are about hang.
select id, ver, rev, deleted, owner, branch, revs, type, last_name, first_name, middle_name,
       birth_date, sex, company_name, inn, kpp, ogrn, owner, branch, source, tags, note,
       address_region, address_city, address_street, address_house, address_flat,
       address_postcode, address_text, number, status, wire_time(created_at) as created_at,
       created_by, wire_time(changed_at) as changed_at
from customer
where id = any ($1::uuid[]
                || array (select customer from contact_point where id = any ($2::uuid[]))
                || array (select customer from identity_document where id = any ($3::uuid[]))
                || array (select customer from bank_account where id = any ($4::uuid[]))
                || array (select customer from conflict where id = any ($5::uuid[])))
order by id
for update
