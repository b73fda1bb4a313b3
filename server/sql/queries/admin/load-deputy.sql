-- SPDX-License-Identifier: GPL-3.0-or-later
-- The row $1, locked: id, rev, deleted, whose it is, then its fields.
select id, rev, deleted, null::uuid as owner, null::uuid as branch, absent, deputy, starts_on,
       ends_on, reason
from deputy
where id = $1::uuid
for update
