-- SPDX-License-Identifier: GPL-3.0-or-later
-- The merge $1 is undone: what named the customer $2 before, and names $3 still, names $2 again.
with named as materialized (
  select kind, id from merge_row where merge = $1::uuid and act = 'p'
), relation_back as (
  update relation t set other = $2::uuid, ver = (select sync_ver()), rev = case when deleted then rev else rev + 1 end
  from named n
  where n.kind = 17 and n.id = t.id and t.other = $3::uuid
  returning t.id
), object_back as (
  update insured_object t set person = $2::uuid, ver = (select sync_ver()), rev = case when deleted then rev else rev + 1 end
  from named n
  where n.kind = 14 and n.id = t.id and t.person = $3::uuid
  returning t.id
), beneficiary_back as (
  update beneficiary t set beneficiary = $2::uuid, ver = (select sync_ver()),
    rev = case when deleted then rev else rev + 1 end
  from named n
  where n.kind = 15 and n.id = t.id and t.beneficiary = $3::uuid
  returning t.id
), task_back as (
  update task t set customer = $2::uuid, ver = (select sync_ver()), rev = case when deleted then rev else rev + 1 end
  from named n
  where n.kind = 27 and n.id = t.id and t.customer = $3::uuid
  returning t.id
), conflict_back as (
  update conflict t set record = $2::uuid, ver = (select sync_ver()), rev = case when deleted then rev else rev + 1 end
  from named n
  where n.kind = 5 and n.id = t.id and t.record = $3::uuid
  returning t.id
)
update attachment t set owner_record = $2::uuid, ver = (select sync_ver()), rev = case when deleted then rev else rev + 1 end
from named n
where n.kind = 20 and n.id = t.id and t.owner_record = $3::uuid
