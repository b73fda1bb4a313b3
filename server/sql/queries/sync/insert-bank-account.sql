-- SPDX-License-Identifier: GPL-3.0-or-later
-- One new row: $1 id, $2 rev, $3 deleted, $4 owner, $5 branch, $6 revs, then its fields, then ver.
insert into bank_account (
  ver, id, rev, deleted, owner, branch, revs, customer, bic, account, bank_name,
  correspondent_account, recipient, is_primary)
values (
  $14::bigint, $1::uuid, $2::integer, $3::boolean, $4::uuid, $5::uuid, $6::json, $7::uuid, $8::text,
  $9::text, $10::text, $11::text, $12::text, $13::boolean)
