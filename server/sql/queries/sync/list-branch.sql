-- SPDX-License-Identifier: GPL-3.0-or-later
-- Places in the feed behind ($1 ver, $2 kind, $3 id) and below $4, at most $5; $6: the scope. Kind 100: an exit.
select ver, kind, id
from (
  (select ver, 1 as kind, id from app_user
   where (ver, id) > ($1::bigint, sync_low(1, $2::integer, $3::uuid)) and ver < $4::bigint
   order by ver, id limit $5::integer)
   union all
  (select ver, 2 as kind, id from branch
   where (ver, id) > ($1::bigint, sync_low(2, $2::integer, $3::uuid)) and ver < $4::bigint
   order by ver, id limit $5::integer)
   union all
  (select ver, 3 as kind, id from customer
   where branch = $6::uuid and (ver, id) > ($1::bigint, sync_low(3, $2::integer, $3::uuid)) and ver < $4::bigint
   order by ver, id limit $5::integer)
   union all
  (select ver, 4 as kind, id from contact_point
   where branch = $6::uuid and (ver, id) > ($1::bigint, sync_low(4, $2::integer, $3::uuid)) and ver < $4::bigint
   order by ver, id limit $5::integer)
   union all
  (select ver, 5 as kind, id from conflict
   where branch = $6::uuid and (ver, id) > ($1::bigint, sync_low(5, $2::integer, $3::uuid)) and ver < $4::bigint
   order by ver, id limit $5::integer)
   union all
  (select ver, 6 as kind, id from history_event
   where branch = $6::uuid and (ver, id) > ($1::bigint, sync_low(6, $2::integer, $3::uuid)) and ver < $4::bigint
   order by ver, id limit $5::integer)
   union all
  (select ver, 7 as kind, id from identity_document
   where branch = $6::uuid and (ver, id) > ($1::bigint, sync_low(7, $2::integer, $3::uuid)) and ver < $4::bigint
   order by ver, id limit $5::integer)
   union all
  (select ver, 8 as kind, id from bank_account
   where branch = $6::uuid and (ver, id) > ($1::bigint, sync_low(8, $2::integer, $3::uuid)) and ver < $4::bigint
   order by ver, id limit $5::integer)
   union all
  (select e.ver, 100 as kind, e.id from sync_exit e
   where e.level = 'b' and e.scope = $6::uuid
     and (e.ver, e.id) > ($1::bigint, sync_low(100, $2::integer, $3::uuid)) and e.ver < $4::bigint
     and not exists (select from customer c where c.id = e.id and c.branch = $6::uuid)
   order by e.ver, e.id limit $5::integer)
) as feed
order by ver, kind, id
limit $5::integer
