-- SPDX-License-Identifier: GPL-3.0-or-later
-- Which of the rows ($1 kinds, $2 ids) are not to be seen with the levels $3, owners $4, branch $5 and shared
-- customers $6; and what hangs on those customers among them that are, when it is of a kind in $7 (bits).
with asked as materialized (
  select kind, id from unnest($1::integer[], $2::uuid[]) as a (kind, id)
)
select a.kind, a.id from asked a
where a.kind = 1 and ($3::integer[])[1] < 3
union all
select a.kind, a.id from asked a
where a.kind = 2 and ($3::integer[])[2] < 3
union all
select a.kind, a.id from asked a
where a.kind = 3 and not exists (
  select from customer t
  where t.id = a.id and sync_sees(($3::integer[])[3], t.owner, t.branch, t.id,
                        $4::uuid[], $5::uuid, $6::uuid[]))
union all
select a.kind, a.id from asked a
where a.kind = 4 and not exists (
  select from contact_point t
  where t.id = a.id and sync_sees(($3::integer[])[4], t.owner, t.branch, t.customer,
                        $4::uuid[], $5::uuid, $6::uuid[]))
union all
select a.kind, a.id from asked a
where a.kind = 5 and not exists (
  select from conflict t
  where t.id = a.id and sync_sees(($3::integer[])[5], t.owner, t.branch, t.customer,
                        $4::uuid[], $5::uuid, $6::uuid[]))
union all
select a.kind, a.id from asked a
where a.kind = 6 and not exists (
  select from history_event t
  where t.id = a.id and sync_sees(($3::integer[])[6], t.owner, t.branch, t.customer,
                        $4::uuid[], $5::uuid, $6::uuid[]))
union all
select a.kind, a.id from asked a
where a.kind = 7 and not exists (
  select from identity_document t
  where t.id = a.id and sync_sees(($3::integer[])[7], t.owner, t.branch, t.customer,
                        $4::uuid[], $5::uuid, $6::uuid[]))
union all
select a.kind, a.id from asked a
where a.kind = 8 and not exists (
  select from bank_account t
  where t.id = a.id and sync_sees(($3::integer[])[8], t.owner, t.branch, t.customer,
                        $4::uuid[], $5::uuid, $6::uuid[]))
union all
select a.kind, a.id from asked a
where a.kind = 9 and ($3::integer[])[9] < 3
union all
select a.kind, a.id from asked a
where a.kind = 10 and not exists (
  select from right_exception t
  where t.id = a.id and sync_sees(($3::integer[])[10], t.owner, t.branch, null,
                        $4::uuid[], $5::uuid, $6::uuid[]))
union all
select a.kind, a.id from asked a
where a.kind = 11 and ($3::integer[])[11] < 3
union all
select a.kind, a.id from asked a
where a.kind = 12 and not exists (
  select from share t
  where t.id = a.id and sync_sees(($3::integer[])[12], t.owner, t.branch, t.customer,
                        $4::uuid[], $5::uuid, $6::uuid[]))
union all
select 4, t.id from asked a join contact_point t on t.customer = a.id
where a.kind = 3 and $7::integer & 16 <> 0
  and not sync_sees(($3::integer[])[4], t.owner, t.branch, t.customer,
                        $4::uuid[], $5::uuid, $6::uuid[])
union all
select 5, t.id from asked a join conflict t on t.customer = a.id
where a.kind = 3 and $7::integer & 32 <> 0
  and not sync_sees(($3::integer[])[5], t.owner, t.branch, t.customer,
                        $4::uuid[], $5::uuid, $6::uuid[])
union all
select 6, t.id from asked a join history_event t on t.customer = a.id
where a.kind = 3 and $7::integer & 64 <> 0
  and not sync_sees(($3::integer[])[6], t.owner, t.branch, t.customer,
                        $4::uuid[], $5::uuid, $6::uuid[])
union all
select 7, t.id from asked a join identity_document t on t.customer = a.id
where a.kind = 3 and $7::integer & 128 <> 0
  and not sync_sees(($3::integer[])[7], t.owner, t.branch, t.customer,
                        $4::uuid[], $5::uuid, $6::uuid[])
union all
select 8, t.id from asked a join bank_account t on t.customer = a.id
where a.kind = 3 and $7::integer & 256 <> 0
  and not sync_sees(($3::integer[])[8], t.owner, t.branch, t.customer,
                        $4::uuid[], $5::uuid, $6::uuid[])
union all
select 12, t.id from asked a join share t on t.customer = a.id
where a.kind = 3 and $7::integer & 4096 <> 0
  and not sync_sees(($3::integer[])[12], t.owner, t.branch, t.customer,
                        $4::uuid[], $5::uuid, $6::uuid[])
