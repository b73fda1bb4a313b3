-- SPDX-License-Identifier: GPL-3.0-or-later
-- The rows with the ids $1, locked in one order for everyone; nothing of them is masked.
select id, ver, rev, deleted, owner, branch, revs, customer, type, series, number, issued_by,
       issuer_code, issued_on, valid_to
from identity_document
where id = any ($1::uuid[])
order by id
for update
