-- SPDX-License-Identifier: GPL-3.0-or-later
-- The document $1 ends on $2 now: its task, while it is open, is due on $3, belongs to $4 in the branch $5 and has
-- the text $6.
with link as (
  update document_task set ends_on = $2::date where document = $1::uuid returning task
), gone as (
  insert into sync_exit (level, scope, id, ver, reason, kind)
  select 'o', t.owner, t.id, (select sync_ver()), 'reassigned', 27
  from task t join link on link.task = t.id
  where t.done_at is null and not t.deleted and t.owner is not null and t.owner is distinct from $4::uuid
  on conflict (level, scope, id) do update set ver = excluded.ver, reason = excluded.reason
)
update task t
set text = $6::text, due_at = $3::timestamptz, owner = $4::uuid, branch = $5::uuid, rev = t.rev + 1, ver = (select sync_ver())
from link
where t.id = link.task and t.done_at is null and not t.deleted
