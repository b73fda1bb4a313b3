-- SPDX-License-Identifier: GPL-3.0-or-later
-- Commands that have a final answer: $1 ids, $2 digests in hex, $3 records, $4 status, $5 versions,
-- $6 results, $7 kinds, $8 when they were done, $9 names of fields; $10 user, $11 device, $12 his branch,
-- $13 ver.
insert into command (
  id, digest, user_id, device, record, status, version, result, kind, done_at, changed, branch, ver)
select c.id, decode(c.digest, 'hex'), $10::uuid, $11::uuid, c.record, c.status, c.version, c.result,
       c.kind, c.done_at, c.changed, $12::uuid, $13::bigint
from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::integer[], $6::json[], $7::text[],
            $8::timestamptz[], $9::text[])
  as c (id, digest, record, status, version, result, kind, done_at, changed)
