-- SPDX-License-Identifier: GPL-3.0-or-later
-- The row $1, new or locked by load: $2 rev, $3 deleted, $4 owner, $5 branch, then its fields.
insert into share (
  ver, id, rev, deleted, owner, branch, customer, user_id, ends_on, reason)
values (
  sync_ver(), $1::uuid, $2::integer, $3::boolean, $4::uuid, $5::uuid, $6::uuid, $7::uuid, $8::date,
  $9::text)
on conflict (id) do update set
  ver = excluded.ver, rev = excluded.rev, deleted = excluded.deleted, owner = excluded.owner,
  branch = excluded.branch, customer = excluded.customer, user_id = excluded.user_id,
  ends_on = excluded.ends_on, reason = excluded.reason
