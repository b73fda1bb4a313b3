-- SPDX-License-Identifier: GPL-3.0-or-later
-- The imports of the person $1, the newest first.
select j.id, j.title, j.plan, j.state, j.is_checked, j.problem, wire_time(j.created_at),
       wire_time(j.changed_at), j.actor, j.device
from import_job j
where j.actor = $1::uuid
order by j.created_at desc
limit 50
