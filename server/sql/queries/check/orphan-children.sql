-- SPDX-License-Identifier: GPL-3.0-or-later
-- What hangs on a customer who does not exist, or is deleted while it is not.
select child.id::text as broken
from (
  select id, customer, deleted from contact_point
  union all select id, customer, deleted from identity_document
  union all select id, customer, deleted from bank_account
) as child
left join customer c on c.id = child.customer
where c.id is null or (c.deleted and not child.deleted)
limit 1000
