-- SPDX-License-Identifier: GPL-3.0-or-later
-- $1 level, $2 scope, $3 customer: it left.
insert into sync_exit (level, scope, id, ver)
values ($1::"char", $2::uuid, $3::uuid, sync_ver())
on conflict (level, scope, id) do update set ver = excluded.ver
