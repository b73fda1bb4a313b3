-- SPDX-License-Identifier: GPL-3.0-or-later
-- The rows $1; $2: also those that were deleted.
select id, ver, rev, deleted, name, parent, time_zone
from branch
where id = any($1::uuid[]) and (not deleted or $2::boolean)
order by ver, id
