-- SPDX-License-Identifier: GPL-3.0-or-later
-- Exceptions of the person $1 for the subject $2 and the action $3 that overlap the days from $4 to $5
-- (null: open), other than $6.
select id
from right_exception
where user_id = $1::uuid and subject = $2 and action = $3 and not deleted and id <> $6::uuid
  and starts_on <= coalesce($5::date, 'infinity') and coalesce(ends_on, 'infinity') >= $4::date
