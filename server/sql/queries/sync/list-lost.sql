-- SPDX-License-Identifier: GPL-3.0-or-later
-- Rows that were seen with the levels $1, owners $2 and branch $3 or that left it since $4 (exits from the
-- scopes $6 of the levels $5), or that were shared with $7; of the kinds in $8
-- (bits; exits of all kinds), behind ($9 kind, $10 id),
-- at most $11. Whether they are still to be seen is another question.
select kind, id
from (
  (select 1 as kind, id from app_user t
     where $8::integer & 2 <> 0 and ($1::integer[])[1] = 3 and id > sync_low(1, $9::integer, $10::uuid)
     order by id limit $11::integer)
   union all
  (select 2 as kind, id from branch t
     where $8::integer & 4 <> 0 and ($1::integer[])[2] = 3 and id > sync_low(2, $9::integer, $10::uuid)
     order by id limit $11::integer)
   union all
  (select distinct 3 as kind, id from (
     select id from customer t
     where $8::integer & 8 <> 0 and ($1::integer[])[3] = 3 and id > sync_low(3, $9::integer, $10::uuid)
     union all
     select id from customer t
     where $8::integer & 8 <> 0 and ($1::integer[])[3] between 1 and 2 and owner = any($2::uuid[])
     union all
     select id from customer t
     where $8::integer & 8 <> 0 and ($1::integer[])[3] = 2 and branch = $3::uuid
     union all
     select id from customer t
     where ($1::integer[])[3] >= 1
       and id in (select customer from share where user_id = $7::uuid and not deleted)
     union all
     select e.id from unnest($5::"char"[], $6::uuid[]) as s (level, scope)
     join sync_exit e on e.level = s.level and e.scope = s.scope
     where e.kind = 3 and e.ver >= $4::bigint) as was
   where id > sync_low(3, $9::integer, $10::uuid)
   order by id limit $11::integer)
   union all
  (select distinct 4 as kind, id from (
     select id from contact_point t
     where $8::integer & 16 <> 0 and ($1::integer[])[4] = 3 and id > sync_low(4, $9::integer, $10::uuid)
     union all
     select id from contact_point t
     where $8::integer & 16 <> 0 and ($1::integer[])[4] between 1 and 2 and owner = any($2::uuid[])
     union all
     select id from contact_point t
     where $8::integer & 16 <> 0 and ($1::integer[])[4] = 2 and branch = $3::uuid
     union all
     select id from contact_point t
     where $8::integer & 16 <> 0 and ($1::integer[])[4] >= 1
       and customer in (select customer from share where user_id = $7::uuid and not deleted)
     union all
     select e.id from unnest($5::"char"[], $6::uuid[]) as s (level, scope)
     join sync_exit e on e.level = s.level and e.scope = s.scope
     where e.kind = 4 and e.ver >= $4::bigint) as was
   where id > sync_low(4, $9::integer, $10::uuid)
   order by id limit $11::integer)
   union all
  (select distinct 5 as kind, id from (
     select id from conflict t
     where $8::integer & 32 <> 0 and ($1::integer[])[5] = 3 and id > sync_low(5, $9::integer, $10::uuid)
     union all
     select id from conflict t
     where $8::integer & 32 <> 0 and ($1::integer[])[5] between 1 and 2 and owner = any($2::uuid[])
     union all
     select id from conflict t
     where $8::integer & 32 <> 0 and ($1::integer[])[5] = 2 and branch = $3::uuid
     union all
     select id from conflict t
     where $8::integer & 32 <> 0 and ($1::integer[])[5] >= 1
       and customer in (select customer from share where user_id = $7::uuid and not deleted)
     union all
     select e.id from unnest($5::"char"[], $6::uuid[]) as s (level, scope)
     join sync_exit e on e.level = s.level and e.scope = s.scope
     where e.kind = 5 and e.ver >= $4::bigint) as was
   where id > sync_low(5, $9::integer, $10::uuid)
   order by id limit $11::integer)
   union all
  (select distinct 6 as kind, id from (
     select id from history_event t
     where $8::integer & 64 <> 0 and ($1::integer[])[6] = 3 and id > sync_low(6, $9::integer, $10::uuid)
     union all
     select id from history_event t
     where $8::integer & 64 <> 0 and ($1::integer[])[6] between 1 and 2 and owner = any($2::uuid[])
     union all
     select id from history_event t
     where $8::integer & 64 <> 0 and ($1::integer[])[6] = 2 and branch = $3::uuid
     union all
     select id from history_event t
     where $8::integer & 64 <> 0 and ($1::integer[])[6] >= 1
       and customer in (select customer from share where user_id = $7::uuid and not deleted)
     union all
     select e.id from unnest($5::"char"[], $6::uuid[]) as s (level, scope)
     join sync_exit e on e.level = s.level and e.scope = s.scope
     where e.kind = 6 and e.ver >= $4::bigint) as was
   where id > sync_low(6, $9::integer, $10::uuid)
   order by id limit $11::integer)
   union all
  (select distinct 7 as kind, id from (
     select id from identity_document t
     where $8::integer & 128 <> 0 and ($1::integer[])[7] = 3 and id > sync_low(7, $9::integer, $10::uuid)
     union all
     select id from identity_document t
     where $8::integer & 128 <> 0 and ($1::integer[])[7] between 1 and 2 and owner = any($2::uuid[])
     union all
     select id from identity_document t
     where $8::integer & 128 <> 0 and ($1::integer[])[7] = 2 and branch = $3::uuid
     union all
     select id from identity_document t
     where $8::integer & 128 <> 0 and ($1::integer[])[7] >= 1
       and customer in (select customer from share where user_id = $7::uuid and not deleted)
     union all
     select e.id from unnest($5::"char"[], $6::uuid[]) as s (level, scope)
     join sync_exit e on e.level = s.level and e.scope = s.scope
     where e.kind = 7 and e.ver >= $4::bigint) as was
   where id > sync_low(7, $9::integer, $10::uuid)
   order by id limit $11::integer)
   union all
  (select distinct 8 as kind, id from (
     select id from bank_account t
     where $8::integer & 256 <> 0 and ($1::integer[])[8] = 3 and id > sync_low(8, $9::integer, $10::uuid)
     union all
     select id from bank_account t
     where $8::integer & 256 <> 0 and ($1::integer[])[8] between 1 and 2 and owner = any($2::uuid[])
     union all
     select id from bank_account t
     where $8::integer & 256 <> 0 and ($1::integer[])[8] = 2 and branch = $3::uuid
     union all
     select id from bank_account t
     where $8::integer & 256 <> 0 and ($1::integer[])[8] >= 1
       and customer in (select customer from share where user_id = $7::uuid and not deleted)
     union all
     select e.id from unnest($5::"char"[], $6::uuid[]) as s (level, scope)
     join sync_exit e on e.level = s.level and e.scope = s.scope
     where e.kind = 8 and e.ver >= $4::bigint) as was
   where id > sync_low(8, $9::integer, $10::uuid)
   order by id limit $11::integer)
   union all
  (select 9 as kind, id from role t
     where $8::integer & 512 <> 0 and ($1::integer[])[9] = 3 and id > sync_low(9, $9::integer, $10::uuid)
     order by id limit $11::integer)
   union all
  (select distinct 10 as kind, id from (
     select id from right_exception t
     where $8::integer & 1024 <> 0 and ($1::integer[])[10] = 3 and id > sync_low(10, $9::integer, $10::uuid)
     union all
     select id from right_exception t
     where $8::integer & 1024 <> 0 and ($1::integer[])[10] between 1 and 2 and owner = any($2::uuid[])
     union all
     select id from right_exception t
     where $8::integer & 1024 <> 0 and ($1::integer[])[10] = 2 and branch = $3::uuid
     union all
     select e.id from unnest($5::"char"[], $6::uuid[]) as s (level, scope)
     join sync_exit e on e.level = s.level and e.scope = s.scope
     where e.kind = 10 and e.ver >= $4::bigint) as was
   where id > sync_low(10, $9::integer, $10::uuid)
   order by id limit $11::integer)
   union all
  (select 11 as kind, id from deputy t
     where $8::integer & 2048 <> 0 and ($1::integer[])[11] = 3 and id > sync_low(11, $9::integer, $10::uuid)
     order by id limit $11::integer)
   union all
  (select distinct 12 as kind, id from (
     select id from share t
     where $8::integer & 4096 <> 0 and ($1::integer[])[12] = 3 and id > sync_low(12, $9::integer, $10::uuid)
     union all
     select id from share t
     where $8::integer & 4096 <> 0 and ($1::integer[])[12] between 1 and 2 and owner = any($2::uuid[])
     union all
     select id from share t
     where $8::integer & 4096 <> 0 and ($1::integer[])[12] = 2 and branch = $3::uuid
     union all
     select id from share t
     where $8::integer & 4096 <> 0 and ($1::integer[])[12] >= 1
       and customer in (select customer from share where user_id = $7::uuid and not deleted)
     union all
     select e.id from unnest($5::"char"[], $6::uuid[]) as s (level, scope)
     join sync_exit e on e.level = s.level and e.scope = s.scope
     where e.kind = 12 and e.ver >= $4::bigint) as was
   where id > sync_low(12, $9::integer, $10::uuid)
   order by id limit $11::integer)
) as lost
order by kind, id
limit $11::integer
