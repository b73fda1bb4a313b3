-- SPDX-License-Identifier: GPL-3.0-or-later
-- Which of the commands $1 of the person $2 were applied.
select id
from command
where id = any ($1::uuid[]) and user_id = $2::uuid and status <> 'rejected'
order by id
