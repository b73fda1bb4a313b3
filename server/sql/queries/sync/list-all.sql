-- SPDX-License-Identifier: GPL-3.0-or-later
-- Places in the feed behind ($1 ver, $2 kind, $3 id) and below $4, at most $5. Kind 100: an exit.
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
   where (ver, id) > ($1::bigint, sync_low(3, $2::integer, $3::uuid)) and ver < $4::bigint
   order by ver, id limit $5::integer)
   union all
  (select ver, 4 as kind, id from contact_point
   where (ver, id) > ($1::bigint, sync_low(4, $2::integer, $3::uuid)) and ver < $4::bigint
   order by ver, id limit $5::integer)
   union all
  (select ver, 5 as kind, id from conflict
   where (ver, id) > ($1::bigint, sync_low(5, $2::integer, $3::uuid)) and ver < $4::bigint
   order by ver, id limit $5::integer)
   union all
  (select ver, 6 as kind, id from history_event
   where (ver, id) > ($1::bigint, sync_low(6, $2::integer, $3::uuid)) and ver < $4::bigint
   order by ver, id limit $5::integer)
   union all
  (select ver, 7 as kind, id from identity_document
   where (ver, id) > ($1::bigint, sync_low(7, $2::integer, $3::uuid)) and ver < $4::bigint
   order by ver, id limit $5::integer)
   union all
  (select ver, 8 as kind, id from bank_account
   where (ver, id) > ($1::bigint, sync_low(8, $2::integer, $3::uuid)) and ver < $4::bigint
   order by ver, id limit $5::integer)
) as feed
order by ver, kind, id
limit $5::integer
