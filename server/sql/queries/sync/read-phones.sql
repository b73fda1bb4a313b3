-- SPDX-License-Identifier: GPL-3.0-or-later
-- Which of the customers $1 have a phone, or one that went with them and would come back.
select distinct customer
from contact_point
where customer = any ($1::uuid[]) and type = 'phone'
  and (not deleted or coalesce((revs -> '*' ->> 0)::integer, 0) <> rev)
