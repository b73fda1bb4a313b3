-- SPDX-License-Identifier: GPL-3.0-or-later
-- Rows of the feed from behind ($1 ver, $2 id) up to ($3, $4), at most $5; $6: no tombstones below.
select id, ver, rev, deleted, customer, bic, mask_text(account) as account, bank_name,
       correspondent_account, recipient, case when is_primary then 'true' end as "primary"
from bank_account
where (ver, id) > ($1::bigint, $2::uuid) and (ver, id) <= ($3::bigint, $4::uuid)
  and not (deleted and ver < $6::bigint)
order by ver, id
limit $5::integer
