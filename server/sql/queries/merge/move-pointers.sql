-- SPDX-License-Identifier: GPL-3.0-or-later
-- The merge $1: what names the customer $2 names $3 from now on. Of two main contacts of a sort the survivor's stays the main one.
with relation_moved as (
  update relation set other = $3::uuid, ver = (select sync_ver()), rev = case when deleted then rev else rev + 1 end
  where other = $2::uuid
  returning 17 as kind, id
), object_moved as (
  update insured_object set person = $3::uuid, ver = (select sync_ver()), rev = case when deleted then rev else rev + 1 end
  where person = $2::uuid
  returning 14 as kind, id
), beneficiary_moved as (
  update beneficiary set beneficiary = $3::uuid, ver = (select sync_ver()),
    rev = case when deleted then rev else rev + 1 end
  where beneficiary = $2::uuid
  returning 15 as kind, id
), task_moved as (
  update task set customer = $3::uuid, ver = (select sync_ver()), rev = case when deleted then rev else rev + 1 end
  where customer = $2::uuid
  returning 27 as kind, id
), attachment_moved as (
  update attachment set owner_record = $3::uuid, ver = (select sync_ver()),
    rev = case when deleted then rev else rev + 1 end
  where owner_record = $2::uuid
  returning 20 as kind, id
), conflict_moved as (
  update conflict set record = $3::uuid, ver = (select sync_ver()), rev = case when deleted then rev else rev + 1 end
  where customer = $3::uuid and record = $2::uuid and status = 'open'
  returning 5 as kind, id
), contact_second as (
  update contact_point c set is_primary = null, ver = (select sync_ver()), rev = c.rev + 1
  where c.customer = $3::uuid and c.is_primary and not c.deleted
    and exists (select from merge_row r where r.merge = $1::uuid and r.act = 'm' and r.kind = 4 and r.id = c.id)
    and exists (select from contact_point b
                join merge_row r on r.merge = $1::uuid and r.act = 's' and r.kind = 4 and r.id = b.id
                where b.customer = $3::uuid and b.type = c.type and b.is_primary and not b.deleted)
  returning c.id
), second_kept as (
  insert into merge_row (merge, act, kind, id, was)
  select $1::uuid, 'f', 4, id, json_build_object('is_primary', true) from contact_second
)
insert into merge_row (merge, act, kind, id)
select $1::uuid, 'p', kind, id
from (select kind, id from relation_moved union all select kind, id from object_moved
      union all select kind, id from beneficiary_moved union all select kind, id from task_moved
      union all select kind, id from attachment_moved union all select kind, id from conflict_moved) as moved
