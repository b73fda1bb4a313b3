-- SPDX-License-Identifier: GPL-3.0-or-later
-- The job $1 for one step, if it runs and nobody else is at it, with the branch its customers go to and
-- whether who receives them still works.
select j.kind, j.actor, j.device, j.person, j.receiver, j.reason, j.done, j.total,
       (select u.branch from app_user u where u.id = coalesce(j.receiver, j.person)) as branch,
       j.receiver is null
       or exists (select from app_user u where u.id = j.receiver and u.active and not u.deleted) as is_open
from job j
where j.id = $1::uuid and j.state = 'running'
for update of j skip locked
