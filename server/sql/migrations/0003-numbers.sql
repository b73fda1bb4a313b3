-- SPDX-License-Identifier: GPL-3.0-or-later
-- lpad() cuts what is longer: after 999999 the numbers of customers would have repeated.
alter table customer
  alter column number set default to_char(nextval('customer_number'), 'FM999999999999000000');
