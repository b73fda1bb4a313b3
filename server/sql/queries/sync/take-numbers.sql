-- SPDX-License-Identifier: GPL-3.0-or-later
-- $1 new customer numbers.
select lpad(nextval('customer_number')::text, 6, '0') as number
from generate_series(1, $1::integer)
