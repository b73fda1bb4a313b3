-- SPDX-License-Identifier: GPL-3.0-or-later
-- One new row: $1 id, $2 rev, $3 deleted, $4 owner, $5 branch, $6 revs, $7 changed_by, then its fields, then ver.
insert into customer (
  ver, id, rev, deleted, owner, branch, revs, changed_by, type, last_name, first_name,
  middle_name, birth_date, sex, company_name, inn, kpp, ogrn, source, tags, note,
  address_region, address_city, address_street, address_house, address_flat, address_postcode,
  address_text, number, status, created_at, created_by, changed_at)
values (
  $33::bigint, $1::uuid, $2::integer, $3::boolean, $4::uuid, $5::uuid, $6::json, $7::uuid,
  $8::text, $9::text, $10::text, $11::text, $12::date, $13::text, $14::text, $15::text,
  $16::text, $17::text, $18::text, $19::json, $20::text, $21::text, $22::text, $23::text,
  $24::text, $25::text, $26::text, $27::text, $28::text, $29::text, $30::timestamptz, $31::uuid,
  $32::timestamptz)
