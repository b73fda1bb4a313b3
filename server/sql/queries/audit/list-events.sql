-- SPDX-License-Identifier: GPL-3.0-or-later
-- Events behind ($1 ver, $2 id) and below $3, at most $4: ver, id, and the text that is sealed.
select ver, id,
       json_build_array(ver, id, actor, branch, device, action, kind, record, details, wire_time(at),
                        wire_time(done_at))::text as line
from audit_event
where ver >= $1::bigint and (ver, id) > ($1::bigint, $2::uuid) and ver < $3::bigint
order by ver, id
limit $4::integer
