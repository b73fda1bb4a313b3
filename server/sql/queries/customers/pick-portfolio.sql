-- SPDX-License-Identifier: GPL-3.0-or-later
-- Customers of the person $1 that do not yet belong to the owner $2 and the branch $3, at most $4,
-- locked in the order in which everybody locks them.
select id, branch
from customer
where owner = $1::uuid and (owner is distinct from $2::uuid or branch is distinct from $3::uuid)
order by id
limit $4::integer
for update
