-- SPDX-License-Identifier: GPL-3.0-or-later
-- The row $1, new or locked by load: $2 rev, $3 deleted, then its fields.
insert into deputy (
  ver, id, rev, deleted, absent, deputy, starts_on, ends_on, reason)
values (
  sync_ver(), $1::uuid, $2::integer, $3::boolean, $4::uuid, $5::uuid, $6::date, $7::date, $8::text)
on conflict (id) do update set
  ver = excluded.ver, rev = excluded.rev, deleted = excluded.deleted, absent = excluded.absent,
  deputy = excluded.deputy, starts_on = excluded.starts_on, ends_on = excluded.ends_on,
  reason = excluded.reason
