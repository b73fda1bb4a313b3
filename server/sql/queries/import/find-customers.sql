-- SPDX-License-Identifier: GPL-3.0-or-later
-- The customers with the foreign ids $1: that id, theirs, theirs as the customer, their scope. Nobody gives them away
-- until what hangs on them is written.
select external_id, id, id as customer, owner, branch
from customer
where external_id = any ($1::text[]) and not deleted
order by id
for share
