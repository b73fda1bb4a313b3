-- SPDX-License-Identifier: GPL-3.0-or-later
-- Which of the foreign ids $1 are known, and whose they are.
select external_id, id
from customer
where external_id = any ($1::text[])
