-- SPDX-License-Identifier: GPL-3.0-or-later
-- One new row: $1 id, $2 rev, $3 deleted, $4 owner, $5 branch, then its fields, then ver.
insert into conflict (
  ver, id, rev, deleted, owner, branch, customer, record_kind, record, command, author, done_at,
  other, other_at, reason, groups, merged, status)
values (
  $18::bigint, $1::uuid, $2::integer, $3::boolean, $4::uuid, $5::uuid, $6::uuid, $7::text,
  $8::uuid, $9::uuid, $10::uuid, $11::timestamptz, $12::uuid, $13::timestamptz, $14::text,
  $15::json, $16::json, $17::text)
