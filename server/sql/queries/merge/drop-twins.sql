-- SPDX-License-Identifier: GPL-3.0-or-later
-- The merge $1 of $2 into $3: what would be there twice, or speak of a person and himself, goes; stamped for the device $4, the
-- person $5, the time $6. Of two contacts the one that nobody may write to stays, of two shares the longer one.
with relation_gone as (
  update relation r set deleted = true, rev = r.rev + 1, ver = (select sync_ver()),
    revs = (coalesce(r.revs::jsonb, '{}')
            || jsonb_build_object('*', jsonb_build_array(r.rev + 1, $4::text, $5::text, $6::text)))::json
  where not r.deleted
    and (r.customer = $2::uuid and r.other = $3::uuid
         or r.customer = $3::uuid and r.other = $2::uuid
         or r.customer = $2::uuid and exists (
              select from relation b
              where b.customer = $3::uuid and not b.deleted and b.other = r.other and b.type is not distinct from r.type)
         or r.other = $2::uuid and exists (
              select from relation b
              where b.customer = r.customer and not b.deleted and b.other = $3::uuid and b.type is not distinct from r.type))
  returning 17 as kind, r.id
), contact_gone as (
  update contact_point c set deleted = true, rev = c.rev + 1, ver = (select sync_ver()),
    revs = (coalesce(c.revs::jsonb, '{}')
            || jsonb_build_object('*', jsonb_build_array(c.rev + 1, $4::text, $5::text, $6::text)))::json
  where not c.deleted
    and (c.customer = $2::uuid and exists (
           select from contact_point b
           where b.customer = $3::uuid and not b.deleted and b.type = c.type and lower(b.value) = lower(c.value)
             and (b.opted_out is true or c.opted_out is not true))
         or c.customer = $3::uuid and c.opted_out is not true and exists (
           select from contact_point a
           where a.customer = $2::uuid and not a.deleted and a.type = c.type and lower(a.value) = lower(c.value)
             and a.opted_out))
  returning 4 as kind, c.id
), document_gone as (
  update identity_document d set deleted = true, rev = d.rev + 1, ver = (select sync_ver()),
    revs = (coalesce(d.revs::jsonb, '{}')
            || jsonb_build_object('*', jsonb_build_array(d.rev + 1, $4::text, $5::text, $6::text)))::json
  where not d.deleted and d.customer = $2::uuid and exists (
    select from identity_document b
    where b.customer = $3::uuid and not b.deleted and b.type = d.type and b.series is not distinct from d.series
      and b.number = d.number)
  returning 7 as kind, d.id
), share_gone as (
  update share s set deleted = true, rev = s.rev + 1, ver = (select sync_ver())
  where not s.deleted
    and (s.customer = $2::uuid and exists (
           select from share b
           where b.customer = $3::uuid and not b.deleted and b.user_id = s.user_id
             and coalesce(b.ends_on, 'infinity') >= coalesce(s.ends_on, 'infinity'))
         or s.customer = $3::uuid and exists (
           select from share a
           where a.customer = $2::uuid and not a.deleted and a.user_id = s.user_id
             and coalesce(a.ends_on, 'infinity') > coalesce(s.ends_on, 'infinity')))
  returning 12 as kind, s.id
), duplicate_gone as (
  update duplicate d set deleted = true, rev = d.rev + 1, ver = (select sync_ver()),
    revs = (coalesce(d.revs::jsonb, '{}')
            || jsonb_build_object('*', jsonb_build_array(d.rev + 1, $4::text, $5::text, $6::text)))::json
  where not d.deleted and $2::uuid in (d.customer, d.other) and $3::uuid not in (d.customer, d.other)
  returning 21 as kind, d.id
)
insert into merge_row (merge, act, kind, id)
select $1::uuid, 'd', kind, id
from (select kind, id from relation_gone union all select kind, id from contact_gone
      union all select kind, id from document_gone union all select kind, id from share_gone
      union all select kind, id from duplicate_gone) as gone
