-- SPDX-License-Identifier: GPL-3.0-or-later
-- The scan $1 asked for by $2 on the device $3, unless one is running; gives the one that runs.
with running as (
  select id from job where kind = 'duplicates' and state = 'running' order by created_at limit 1
), made as (
  insert into job (id, kind, actor, device, person, total)
  select $1::uuid, 'duplicates', $2::uuid, $3::uuid, $2::uuid, 1000 where not exists (select from running)
  returning id
)
select id from running union all select id from made
