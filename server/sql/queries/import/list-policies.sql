-- SPDX-License-Identifier: GPL-3.0-or-later
-- What tells the policies of the customers $1 apart.
select id, customer, external_id, number
from policy
where customer = any ($1::uuid[])
