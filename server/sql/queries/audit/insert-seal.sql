-- SPDX-License-Identifier: GPL-3.0-or-later
-- Seal $1 over the versions from $2 up to $3: $4 commands, $5 events, hash $6 in hex.
insert into audit_seal (n, from_ver, to_ver, commands, events, hash)
values ($1::bigint, $2::bigint, $3::bigint, $4::bigint, $5::bigint, decode($6, 'hex'))
