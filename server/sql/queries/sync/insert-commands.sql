-- SPDX-License-Identifier: GPL-3.0-or-later
-- Commands that have a final answer: $1 ids, $2 digests in hex, $3 records, $4 status, $5 versions,
-- $6 results; $7 user, $8 device.
insert into command (id, digest, user_id, device, record, status, version, result)
select c.id, decode(c.digest, 'hex'), $7::uuid, $8::uuid, c.record, c.status, c.version, c.result
from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::integer[], $6::json[])
  as c (id, digest, record, status, version, result)
