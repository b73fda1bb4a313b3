-- SPDX-License-Identifier: GPL-3.0-or-later
-- $1 level, $2 scope, $3 row: it left, because of $4; $5: number of its kind in the feed.
insert into sync_exit (level, scope, id, ver, reason, kind)
values ($1::"char", $2::uuid, $3::uuid, sync_ver(), $4, $5::smallint)
on conflict (level, scope, id) do update set ver = excluded.ver, reason = excluded.reason
