-- SPDX-License-Identifier: GPL-3.0-or-later
-- The rows with the ids $1, locked in one order for everyone.
select id, ver, rev, deleted, owner, branch, revs, customer, type, value, label,
       case when is_primary then 'true' end as "primary",
       case when invalid then 'true' end as invalid,
       case when opted_out then 'true' end as opted_out
from contact_point
where id = any ($1::uuid[])
order by id
for update
