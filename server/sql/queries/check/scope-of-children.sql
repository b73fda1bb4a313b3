-- SPDX-License-Identifier: GPL-3.0-or-later
-- What hangs on a customer must carry his owner and branch, or people see too much or too little.
select child.id::text as broken
from (
  select id, customer, owner, branch from contact_point
  union all select id, customer, owner, branch from identity_document
  union all select id, customer, owner, branch from bank_account
  union all select id, customer, owner, branch from share
) as child
join customer c on c.id = child.customer
where child.owner is distinct from c.owner or child.branch is distinct from c.branch
limit 1000
