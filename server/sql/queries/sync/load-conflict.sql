-- SPDX-License-Identifier: GPL-3.0-or-later
-- The rows with the ids $1, locked in one order for everyone.
select id, ver, rev, deleted, owner, branch, null as revs, customer, record_kind, record,
       command, author, wire_time(done_at) as done_at, other, wire_time(other_at) as other_at,
       reason, groups, merged, status
from conflict
where id = any ($1::uuid[])
order by id
for update
