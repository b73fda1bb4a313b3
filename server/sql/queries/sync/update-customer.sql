-- SPDX-License-Identifier: GPL-3.0-or-later
-- A row that load-customer locked, whole; parameters as of insert-customer.
update customer set
  ver = $33::bigint, rev = $2::integer, deleted = $3::boolean, owner = $4::uuid,
  branch = $5::uuid, revs = $6::json, changed_by = $7::uuid, type = $8::text,
  last_name = $9::text, first_name = $10::text, middle_name = $11::text, birth_date = $12::date,
  sex = $13::text, company_name = $14::text, inn = $15::text, kpp = $16::text, ogrn = $17::text,
  source = $18::text, tags = $19::json, note = $20::text, address_region = $21::text,
  address_city = $22::text, address_street = $23::text, address_house = $24::text,
  address_flat = $25::text, address_postcode = $26::text, address_text = $27::text,
  number = $28::text, status = $29::text, created_at = $30::timestamptz, created_by = $31::uuid,
  changed_at = $32::timestamptz
where id = $1::uuid
