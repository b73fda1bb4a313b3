-- SPDX-License-Identifier: GPL-3.0-or-later
-- A row that load-conflict locked, whole; parameters as of insert-conflict.
update conflict set
  ver = $18::bigint, rev = $2::integer, deleted = $3::boolean, owner = $4::uuid,
  branch = $5::uuid, customer = $6::uuid, record_kind = $7::text, record = $8::uuid,
  command = $9::uuid, author = $10::uuid, done_at = $11::timestamptz, other = $12::uuid,
  other_at = $13::timestamptz, reason = $14::text, groups = $15::json, merged = $16::json,
  status = $17::text
where id = $1::uuid
