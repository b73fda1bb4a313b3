-- SPDX-License-Identifier: GPL-3.0-or-later
-- The policies with the numbers $1, their customers and scope. Nobody gives these customers away until what hangs on
-- them is written.
select p.number, p.id, p.customer, c.owner, c.branch
from policy p
join customer c on c.id = p.customer
where p.number = any ($1::text[]) and not p.deleted
order by c.id
for share of c
