-- SPDX-License-Identifier: GPL-3.0-or-later
-- The process $2 takes the import $1, when nobody else is at it.
update import_job j set runner = $2::uuid, beat = now()
where j.id = $1::uuid and j.state in ('checking', 'running', 'reverting')
  and (j.runner is null or j.runner = $2::uuid or j.beat is null or j.beat < now() - interval '5 seconds')
returning j.id, j.title, j.plan, j.state, j.is_checked, j.problem, wire_time(j.created_at),
          wire_time(j.changed_at), j.actor, j.device
