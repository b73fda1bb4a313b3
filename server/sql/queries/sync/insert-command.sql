-- SPDX-License-Identifier: GPL-3.0-or-later
-- $1 id, $2 digest in hex, $3 user, $4 device, $5 record, $6 status, $7 version, $8 result.
insert into command (id, digest, user_id, device, record, status, version, result)
values ($1::uuid, decode($2, 'hex'), $3::uuid, $4::uuid, $5::uuid, $6::text, $7::integer, $8::json)
