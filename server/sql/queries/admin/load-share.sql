-- SPDX-License-Identifier: GPL-3.0-or-later
-- The row $1, locked: id, rev, deleted, whose it is, then its fields.
select id, rev, deleted, owner, branch, customer, user_id, ends_on, reason
from share
where id = $1::uuid
for update
