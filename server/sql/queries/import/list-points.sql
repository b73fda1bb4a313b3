-- SPDX-License-Identifier: GPL-3.0-or-later
-- What tells the contact points of the customers $1 apart.
select id, customer, value
from contact_point
where customer = any ($1::uuid[]) and not deleted
