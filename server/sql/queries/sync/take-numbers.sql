-- SPDX-License-Identifier: GPL-3.0-or-later
-- $1 new customer numbers.
select to_char(nextval('customer_number'), 'FM999999999999000000') as number
from generate_series(1, $1::integer)
