-- SPDX-License-Identifier: GPL-3.0-or-later
-- What tells the insured objects of the customers $1 apart.
select id, customer, external_id, vin, cadastral_number, plate, title
from insured_object
where customer = any ($1::uuid[])
