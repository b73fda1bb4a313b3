-- SPDX-License-Identifier: GPL-3.0-or-later
-- The import $1 of the person $2.
select j.id, j.title, j.plan, j.state, j.is_checked, j.problem, wire_time(j.created_at),
       wire_time(j.changed_at), j.actor, j.device
from import_job j
where j.id = $1::uuid and j.actor = $2::uuid
