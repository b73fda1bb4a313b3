-- SPDX-License-Identifier: GPL-3.0-or-later
-- The row $1, locked: id, rev, deleted, whose it is, then its fields.
select id, rev, deleted, owner, branch, user_id, subject, action, scope, starts_on, ends_on, reason
from right_exception
where id = $1::uuid
for update
