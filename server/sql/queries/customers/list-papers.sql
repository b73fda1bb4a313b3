-- SPDX-License-Identifier: GPL-3.0-or-later
-- At most $3 documents behind the id $1, changed since the place $2 in the feed: what their end follows from, whose they
-- are, and what was made of it.
select d.id, d.type, d.issued_on, d.valid_to, d.deleted or c.deleted as gone, c.birth_date, d.customer, c.owner, c.branch,
       l.task, l.ends_on
from identity_document d
join customer c on c.id = d.customer
left join document_task l on l.document = d.id
where d.id > $1::uuid and d.ver >= $2::bigint
order by d.id
limit $3::integer
