-- SPDX-License-Identifier: GPL-3.0-or-later
-- Exits behind ($1 ver, $2 kind, $3 id) and below $4, at most $5, from the scopes $7 of the levels $6. They
-- stand in the feed as kind 100; what left is of the kind exit_kind.
select e.ver, 100 as kind, e.id, e.kind as exit_kind, e.reason
from unnest($6::"char"[], $7::uuid[]) as s (level, scope) cross join lateral (
  select x.ver, x.id, x.kind, x.reason from sync_exit x
  where x.level = s.level and x.scope = s.scope
    and (x.ver, x.id) > ($1::bigint, sync_low(100, $2::integer, $3::uuid)) and x.ver < $4::bigint
  order by x.ver, x.id limit $5::integer) as e
order by e.ver, e.id
limit $5::integer
