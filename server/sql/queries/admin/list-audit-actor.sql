-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the person $5 did, newest first, before ($1 ver, $2 id), at most $12: from $3 to $4, of the actor $5, the action $6,
-- the kind $7, the record $8, and of the scope $9: all, or of the branch $11, or of the person $10.
-- Seals tell between which versions an instant lies: nothing is sealed before it is committed, and no
-- transaction takes ten minutes.
with bounds as materialized (
  select case when $3::timestamptz is null then 0
              else coalesce((select from_ver from audit_seal where at >= $3::timestamptz order by at limit 1),
                            (select max(to_ver) from audit_seal), 0) end as low,
         coalesce((select to_ver from audit_seal where at >= $4::timestamptz + interval '10 minutes'
                   order by at limit 1), 9223372036854775807) as high
), found as (
  (select c.ver, c.id, c.at, c.done_at, c.user_id as actor, c.device, split_part(c.kind, '.', 2) as action,
          split_part(c.kind, '.', 1) as kind, c.record, c.status, c.version, c.changed,
          c.result -> 'problem' ->> 'code' as problem, null::json as details
   from command c
   where c.ver >= (select low from bounds) and c.ver < (select high from bounds)
     and (c.ver, c.id) < ($1::bigint, $2::uuid)
     and ($3::timestamptz is null or c.at >= $3::timestamptz)
     and ($4::timestamptz is null or c.at < $4::timestamptz)
     and c.user_id = $5::uuid
     and ($6::text is null or split_part(c.kind, '.', 2) = $6::text
          or $6::text = 'denied' and c.result -> 'problem' ->> 'code' = 'denied')
     and ($7::text is null or split_part(c.kind, '.', 1) = $7::text)
     and ($8::uuid is null or c.record = $8::uuid)
     and ($9::text = 'all' or c.user_id = $10::uuid or $9::text = 'branch' and c.branch = $11::uuid
             and audit_is_of_branch(split_part(c.kind, '.', 1), c.record, $11::uuid))
   order by c.ver desc, c.id desc limit $12::integer)
  union all
  (select v.ver, v.id, v.at, v.done_at, v.actor, v.device, v.action, v.kind, v.record, null, null, null, null,
          v.details
   from audit_event v
   where v.ver >= (select low from bounds) and v.ver < (select high from bounds)
     and (v.ver, v.id) < ($1::bigint, $2::uuid)
     and ($3::timestamptz is null or v.at >= $3::timestamptz)
     and ($4::timestamptz is null or v.at < $4::timestamptz)
     and v.actor = $5::uuid
     and ($6::text is null or v.action = $6::text)
     and ($7::text is null or v.kind = $7::text)
     and ($8::uuid is null or v.record = $8::uuid)
     and ($9::text = 'all' or v.actor = $10::uuid or v.kind = 'user' and v.record = $10::uuid
          or $9::text = 'branch' and v.branch = $11::uuid and audit_is_of_branch(v.kind, v.record, $11::uuid))
   order by v.ver desc, v.id desc limit $12::integer)
)
select f.ver, f.id, wire_time(f.at) as at, wire_time(f.done_at) as done_at,
       coalesce(f.done_at < f.at - interval '1 minute', false) as is_offline, f.actor, u.name as actor_name,
       f.device, f.action, f.kind, f.record, f.status, f.problem, f.version, f.changed, f.details
from found f
left join app_user u on u.id = f.actor
order by f.ver desc, f.id desc
limit $12::integer
