-- SPDX-License-Identifier: GPL-3.0-or-later
-- Rows of the feed from behind ($1 ver, $2 id) up to ($3, $4), at most $5; $6: no tombstones below.
select id, ver, rev, deleted, customer, type, mask_text(series) as series,
       mask_text(number) as number, issued_by, issuer_code, issued_on, valid_to
from identity_document
where (ver, id) > ($1::bigint, $2::uuid) and (ver, id) <= ($3::bigint, $4::uuid)
  and not (deleted and ver < $6::bigint)
order by ver, id
limit $5::integer
