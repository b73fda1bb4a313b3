-- SPDX-License-Identifier: GPL-3.0-or-later
-- The exceptions of the person $1 carry his branch $2, and leave the one before.
with old as materialized (
  select id, branch from right_exception where user_id = $1::uuid and branch is distinct from $2::uuid for update
), exits as (
  insert into sync_exit (level, scope, id, ver, reason, kind)
  select 'b', branch, id, (select sync_ver()), 'reassigned', 10 from old where branch is not null
  on conflict (level, scope, id) do update set ver = excluded.ver, reason = excluded.reason
)
update right_exception e set ver = (select sync_ver()), branch = $2::uuid
from old
where e.id = old.id
