-- SPDX-License-Identifier: GPL-3.0-or-later
-- The merge $1 of $2 into $3 decides that they were duplicates; that somebody is another person than $2 is true of $3 now.
with pair as (
  update duplicate d set status = 'merged', rev = d.rev + 1, ver = (select sync_ver())
  from (select id, status from duplicate
        where not deleted and customer = least($2::uuid, $3::uuid) and other = greatest($2::uuid, $3::uuid)) as old
  where d.id = old.id
  returning d.id, old.status
), pair_kept as (
  insert into merge_row (merge, act, kind, id, was)
  select $1::uuid, 'q', 21, id, json_build_object('status', status) from pair
), third as (
  select case when d.customer = $2::uuid then d.other else d.customer end as id, d.score, d.reasons
  from merge_row r
  join duplicate d on d.id = r.id
  where r.merge = $1::uuid and r.act = 'd' and r.kind = 21 and d.status = 'distinct'
), made as (
  insert into duplicate (id, ver, owner, branch, customer, other, score, reasons, status)
  select gen_random_uuid(), (select sync_ver()), c.owner, c.branch, c.id, greatest(t.id, $3::uuid), t.score, t.reasons,
         'distinct'
  from third t
  join customer c on c.id = least(t.id, $3::uuid) and not c.deleted
  where not exists (select from duplicate x
                    where x.customer = least(t.id, $3::uuid) and x.other = greatest(t.id, $3::uuid) and not x.deleted)
  returning id
)
insert into merge_row (merge, act, kind, id) select $1::uuid, 'n', 21, id from made
