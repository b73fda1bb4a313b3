-- SPDX-License-Identifier: GPL-3.0-or-later
-- The row $1, new or locked by load: $2 rev, $3 deleted, then its fields.
insert into app_user (
  ver, id, rev, deleted, login, name, role, branch, skills, active)
values (
  sync_ver(), $1::uuid, $2::integer, $3::boolean, $4::text, $5::text, $6::text, $7::uuid, $8::json,
  coalesce($9::boolean, false))
on conflict (id) do update set
  ver = excluded.ver, rev = excluded.rev, deleted = excluded.deleted, login = excluded.login,
  name = excluded.name, role = excluded.role, branch = excluded.branch, skills = excluded.skills,
  active = excluded.active
