-- SPDX-License-Identifier: GPL-3.0-or-later
-- Customers a person could have from an old scope ($1 level, $2 id, since $3 ver) and may not see in the
-- new one ($4 level, $5 id): ids behind $6, at most $7.
select id
from (
  select c.id from customer c
  where case $1::text when 'o' then c.owner = $2::uuid when 'b' then c.branch = $2::uuid else true end
    and not coalesce(case $4::text when 'o' then c.owner = $5::uuid
                                   when 'b' then c.branch = $5::uuid else true end, false)
    and c.id > $6::uuid
  union
  select e.id from sync_exit e
  where e.level = $1::"char" and e.scope = $2::uuid and e.ver >= $3::bigint and e.id > $6::uuid
    and not exists (
      select from customer c
      where c.id = e.id
        and case $4::text when 'o' then c.owner = $5::uuid when 'b' then c.branch = $5::uuid
                          else true end)
) as lost
order by id
limit $7::integer
