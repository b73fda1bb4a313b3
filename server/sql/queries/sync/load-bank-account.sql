-- SPDX-License-Identifier: GPL-3.0-or-later
-- The rows with the ids $1, locked in one order for everyone; nothing of them is masked.
select id, ver, rev, deleted, owner, branch, revs, customer, bic, account, bank_name,
       correspondent_account, recipient, case when is_primary then 'true' end as "primary"
from bank_account
where id = any ($1::uuid[])
order by id
for update
