-- SPDX-License-Identifier: GPL-3.0-or-later
-- The job $1.
select id, kind, actor, person, receiver, reason, state, done, total, wire_time(created_at) as created_at
from job
where id = $1::uuid
