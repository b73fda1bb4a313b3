-- SPDX-License-Identifier: GPL-3.0-or-later
-- Some bytes, $4 as hex, of the file $2 of the import $1, which begin at $3.
insert into import_part (import, file, start, bytes)
values ($1::uuid, $2::integer, $3::bigint, decode($4, 'hex'))
on conflict do nothing
