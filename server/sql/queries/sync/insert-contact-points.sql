-- SPDX-License-Identifier: GPL-3.0-or-later
-- Several new rows: arrays of what insert-contact-point takes, and one ver.
insert into contact_point (
  ver, id, rev, deleted, owner, branch, revs, customer, type, value, label, is_primary, invalid,
  opted_out)
select $14::bigint, p.*
from unnest(
  $1::uuid[], $2::integer[], $3::boolean[], $4::uuid[], $5::uuid[], $6::json[], $7::uuid[],
  $8::text[], $9::text[], $10::text[], $11::boolean[], $12::boolean[], $13::boolean[]) as p
