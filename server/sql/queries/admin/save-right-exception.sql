-- SPDX-License-Identifier: GPL-3.0-or-later
-- The row $1, new or locked by load: $2 rev, $3 deleted, $4 owner, $5 branch, then its fields.
insert into right_exception (
  ver, id, rev, deleted, owner, branch, user_id, subject, action, scope, starts_on, ends_on, reason)
values (
  sync_ver(), $1::uuid, $2::integer, $3::boolean, $4::uuid, $5::uuid, $6::uuid, $7::text, $8::text,
  $9::text, $10::date, $11::date, $12::text)
on conflict (id) do update set
  ver = excluded.ver, rev = excluded.rev, deleted = excluded.deleted, owner = excluded.owner,
  branch = excluded.branch, user_id = excluded.user_id, subject = excluded.subject,
  action = excluded.action, scope = excluded.scope, starts_on = excluded.starts_on,
  ends_on = excluded.ends_on, reason = excluded.reason
