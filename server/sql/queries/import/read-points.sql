-- SPDX-License-Identifier: GPL-3.0-or-later
-- The contact points of the customers $1.
select customer, type, value
from contact_point
where customer = any ($1::uuid[]) and not deleted
