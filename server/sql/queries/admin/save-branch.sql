-- SPDX-License-Identifier: GPL-3.0-or-later
-- The row $1, new or locked by load: $2 rev, $3 deleted, then its fields.
insert into branch (
  ver, id, rev, deleted, name, parent, time_zone)
values (
  sync_ver(), $1::uuid, $2::integer, $3::boolean, $4::text, $5::uuid, $6::text)
on conflict (id) do update set
  ver = excluded.ver, rev = excluded.rev, deleted = excluded.deleted, name = excluded.name,
  parent = excluded.parent, time_zone = excluded.time_zone
