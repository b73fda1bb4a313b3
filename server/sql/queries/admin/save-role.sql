-- SPDX-License-Identifier: GPL-3.0-or-later
-- The row $1, new or locked by load: $2 rev, $3 deleted, then its fields.
insert into role (
  ver, id, rev, deleted, code, name, rights)
values (
  sync_ver(), $1::uuid, $2::integer, $3::boolean, $4::text, $5::text, $6::json)
on conflict (id) do update set
  ver = excluded.ver, rev = excluded.rev, deleted = excluded.deleted, code = excluded.code,
  name = excluded.name, rights = excluded.rights
