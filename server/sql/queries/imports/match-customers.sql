-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who the rows of a file may be already: $1 numbers of the rows, $2 INN, $3 last name or company in lower case, $4 birth
-- date; and $5 numbers, $6 phones and addresses, $7 last name or company in lower case.
select m.n, c.id, c.owner, c.branch, concat_ws(' ', c.last_name, c.first_name, c.middle_name, c.company_name), m.why
from (
  select r.n, c.id, 'inn' as why
  from unnest($1::integer[], $2::text[]) as r (n, inn)
  join customer c on c.inn = r.inn and not c.deleted
  union
  select r.n, c.id, 'birth-date'
  from unnest($1::integer[], $3::text[], $4::date[]) as r (n, name, birth_date)
  join customer c on c.birth_date = r.birth_date and lower(c.last_name) = r.name and not c.deleted
  union
  select r.n, c.id, 'contact'
  from unnest($5::integer[], $6::text[], $7::text[]) as r (n, value, name)
  join contact_point p on p.value = r.value and not p.deleted
  join customer c on c.id = p.customer and not c.deleted
    and lower(coalesce(c.last_name, c.company_name)) = r.name
) as m
join customer c on c.id = m.id
order by m.n, c.id
