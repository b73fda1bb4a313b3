-- SPDX-License-Identifier: GPL-3.0-or-later
-- Places in the feed behind ($1 ver, $2 kind, $3 id) and below $4, at most $5, of the kinds in $6 (bits):
-- of those that are seen by everybody who may see the kind.
select ver, kind, id
from (
  (select ver, 1 as kind, id from app_user
   where $6::integer & 2 <> 0 and (ver, id) > ($1::bigint, sync_low(1, $2::integer, $3::uuid)) and ver < $4::bigint
   order by ver, id limit $5::integer)
   union all
  (select ver, 2 as kind, id from branch
   where $6::integer & 4 <> 0 and (ver, id) > ($1::bigint, sync_low(2, $2::integer, $3::uuid)) and ver < $4::bigint
   order by ver, id limit $5::integer)
   union all
  (select ver, 3 as kind, id from customer
   where $6::integer & 8 <> 0 and (ver, id) > ($1::bigint, sync_low(3, $2::integer, $3::uuid)) and ver < $4::bigint
   order by ver, id limit $5::integer)
   union all
  (select ver, 4 as kind, id from contact_point
   where $6::integer & 16 <> 0 and (ver, id) > ($1::bigint, sync_low(4, $2::integer, $3::uuid)) and ver < $4::bigint
   order by ver, id limit $5::integer)
   union all
  (select ver, 5 as kind, id from conflict
   where $6::integer & 32 <> 0 and (ver, id) > ($1::bigint, sync_low(5, $2::integer, $3::uuid)) and ver < $4::bigint
   order by ver, id limit $5::integer)
   union all
  (select ver, 6 as kind, id from history_event
   where $6::integer & 64 <> 0 and (ver, id) > ($1::bigint, sync_low(6, $2::integer, $3::uuid)) and ver < $4::bigint
   order by ver, id limit $5::integer)
   union all
  (select ver, 7 as kind, id from identity_document
   where $6::integer & 128 <> 0 and (ver, id) > ($1::bigint, sync_low(7, $2::integer, $3::uuid)) and ver < $4::bigint
   order by ver, id limit $5::integer)
   union all
  (select ver, 8 as kind, id from bank_account
   where $6::integer & 256 <> 0 and (ver, id) > ($1::bigint, sync_low(8, $2::integer, $3::uuid)) and ver < $4::bigint
   order by ver, id limit $5::integer)
   union all
  (select ver, 9 as kind, id from role
   where $6::integer & 512 <> 0 and (ver, id) > ($1::bigint, sync_low(9, $2::integer, $3::uuid)) and ver < $4::bigint
   order by ver, id limit $5::integer)
   union all
  (select ver, 10 as kind, id from right_exception
   where $6::integer & 1024 <> 0 and (ver, id) > ($1::bigint, sync_low(10, $2::integer, $3::uuid)) and ver < $4::bigint
   order by ver, id limit $5::integer)
   union all
  (select ver, 11 as kind, id from deputy
   where $6::integer & 2048 <> 0 and (ver, id) > ($1::bigint, sync_low(11, $2::integer, $3::uuid)) and ver < $4::bigint
   order by ver, id limit $5::integer)
   union all
  (select ver, 12 as kind, id from share
   where $6::integer & 4096 <> 0 and (ver, id) > ($1::bigint, sync_low(12, $2::integer, $3::uuid)) and ver < $4::bigint
   order by ver, id limit $5::integer)
) as feed
order by ver, kind, id
limit $5::integer
