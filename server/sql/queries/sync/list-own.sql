-- SPDX-License-Identifier: GPL-3.0-or-later
-- Places in the feed behind ($1 ver, $2 kind, $3 id) and below $4, at most $5, of the kinds in $6 (bits)
-- of the owners $7.
select ver, kind, id
from (
  (select t.ver, 3 as kind, t.id from unnest($7::uuid[]) as s (id) cross join lateral (
     select ver, id from customer
     where owner = s.id and (ver, id) > ($1::bigint, sync_low(3, $2::integer, $3::uuid)) and ver < $4::bigint
     order by ver, id limit $5::integer) as t
   where $6::integer & 8 <> 0
   order by ver, id limit $5::integer)
   union all
  (select t.ver, 4 as kind, t.id from unnest($7::uuid[]) as s (id) cross join lateral (
     select ver, id from contact_point
     where owner = s.id and (ver, id) > ($1::bigint, sync_low(4, $2::integer, $3::uuid)) and ver < $4::bigint
     order by ver, id limit $5::integer) as t
   where $6::integer & 16 <> 0
   order by ver, id limit $5::integer)
   union all
  (select t.ver, 5 as kind, t.id from unnest($7::uuid[]) as s (id) cross join lateral (
     select ver, id from conflict
     where owner = s.id and (ver, id) > ($1::bigint, sync_low(5, $2::integer, $3::uuid)) and ver < $4::bigint
     order by ver, id limit $5::integer) as t
   where $6::integer & 32 <> 0
   order by ver, id limit $5::integer)
   union all
  (select t.ver, 6 as kind, t.id from unnest($7::uuid[]) as s (id) cross join lateral (
     select ver, id from history_event
     where owner = s.id and (ver, id) > ($1::bigint, sync_low(6, $2::integer, $3::uuid)) and ver < $4::bigint
     order by ver, id limit $5::integer) as t
   where $6::integer & 64 <> 0
   order by ver, id limit $5::integer)
   union all
  (select t.ver, 7 as kind, t.id from unnest($7::uuid[]) as s (id) cross join lateral (
     select ver, id from identity_document
     where owner = s.id and (ver, id) > ($1::bigint, sync_low(7, $2::integer, $3::uuid)) and ver < $4::bigint
     order by ver, id limit $5::integer) as t
   where $6::integer & 128 <> 0
   order by ver, id limit $5::integer)
   union all
  (select t.ver, 8 as kind, t.id from unnest($7::uuid[]) as s (id) cross join lateral (
     select ver, id from bank_account
     where owner = s.id and (ver, id) > ($1::bigint, sync_low(8, $2::integer, $3::uuid)) and ver < $4::bigint
     order by ver, id limit $5::integer) as t
   where $6::integer & 256 <> 0
   order by ver, id limit $5::integer)
   union all
  (select t.ver, 10 as kind, t.id from unnest($7::uuid[]) as s (id) cross join lateral (
     select ver, id from right_exception
     where owner = s.id and (ver, id) > ($1::bigint, sync_low(10, $2::integer, $3::uuid)) and ver < $4::bigint
     order by ver, id limit $5::integer) as t
   where $6::integer & 1024 <> 0
   order by ver, id limit $5::integer)
   union all
  (select t.ver, 12 as kind, t.id from unnest($7::uuid[]) as s (id) cross join lateral (
     select ver, id from share
     where owner = s.id and (ver, id) > ($1::bigint, sync_low(12, $2::integer, $3::uuid)) and ver < $4::bigint
     order by ver, id limit $5::integer) as t
   where $6::integer & 4096 <> 0
   order by ver, id limit $5::integer)
) as feed
order by ver, kind, id
limit $5::integer
