-- SPDX-License-Identifier: GPL-3.0-or-later
-- Which of the customers $1 have a phone.
select distinct customer
from contact_point
where customer = any ($1::uuid[]) and type = 'phone' and not deleted
