-- SPDX-License-Identifier: GPL-3.0-or-later
-- The customers $1, which were locked, go from the person $2 to the owner $3 and the branch $4: with their
-- exits from the old scopes and a line of history each. $5 who does it, $6 on which device, $7 when, $8 why.
with old as materialized (
  select id, rev + 1 as rev, owner, branch from customer where id = any ($1::uuid[])
), exit_of_owner as (
  insert into sync_exit (level, scope, id, ver, reason, kind)
  select 'o', $2::uuid, id, (select sync_ver()), 'reassigned', 3 from old where owner is distinct from $3::uuid
  on conflict (level, scope, id) do update set ver = excluded.ver, reason = excluded.reason
), exit_of_branch as (
  insert into sync_exit (level, scope, id, ver, reason, kind)
  select 'b', branch, id, (select sync_ver()), 'reassigned', 3 from old
  where branch is not null and branch is distinct from $4::uuid
  on conflict (level, scope, id) do update set ver = excluded.ver, reason = excluded.reason
), told as (
  insert into history_event (
    id, ver, owner, branch, customer, record_kind, record, action, actor, at, done_at, changes)
  select gen_random_uuid(), (select sync_ver()), $3::uuid, $4::uuid, id, 'customer', id, 'reassign', $5::uuid,
         $7::timestamptz, $7::timestamptz,
         json_strip_nulls(json_build_object(
           'owner', case when owner is distinct from $3::uuid
                         then json_build_object('was', owner, 'now', $3::uuid) end,
           'reason', case when $8::text is not null then json_build_object('now', $8::text) end))
  from old
)
update customer c set
  owner = $3::uuid, branch = $4::uuid, rev = old.rev, ver = (select sync_ver()), changed_by = $5::uuid,
  changed_at = $7::timestamptz,
  revs = case when old.owner is not distinct from $3::uuid then c.revs
              else (coalesce(c.revs::jsonb, '{}') || jsonb_build_object(
                'owner', jsonb_build_array(old.rev, $6::text, $5::text, $7::text)))::json end
from old
where c.id = old.id
