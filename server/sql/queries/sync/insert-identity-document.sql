-- SPDX-License-Identifier: GPL-3.0-or-later
-- One new row: $1 id, $2 rev, $3 deleted, $4 owner, $5 branch, $6 revs, then its fields, then ver.
insert into identity_document (
  ver, id, rev, deleted, owner, branch, revs, customer, type, series, number, issued_by,
  issuer_code, issued_on, valid_to)
values (
  $15::bigint, $1::uuid, $2::integer, $3::boolean, $4::uuid, $5::uuid, $6::json, $7::uuid, $8::text,
  $9::text, $10::text, $11::text, $12::text, $13::date, $14::date)
