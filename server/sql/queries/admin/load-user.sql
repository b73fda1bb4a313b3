-- SPDX-License-Identifier: GPL-3.0-or-later
-- The row $1, locked: id, rev, deleted, whose it is, then its fields.
select id, rev, deleted, null::uuid as owner, null::uuid as branch, login, name, role, branch,
       skills, case when active then 'true' end as active
from app_user
where id = $1::uuid
for update
