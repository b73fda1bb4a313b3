-- SPDX-License-Identifier: GPL-3.0-or-later
-- One new row: $1 id, $2 rev, $3 deleted, $4 owner, $5 branch, then its fields, then ver.
insert into history_event (
  ver, id, rev, deleted, owner, branch, customer, record_kind, record, action, actor, at,
  done_at, changes)
values (
  $14::bigint, $1::uuid, $2::integer, $3::boolean, $4::uuid, $5::uuid, $6::uuid, $7::text,
  $8::uuid, $9::text, $10::uuid, $11::timestamptz, $12::timestamptz, $13::json)
