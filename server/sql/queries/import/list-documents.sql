-- SPDX-License-Identifier: GPL-3.0-or-later
-- What tells the identity documents of the customers $1 apart.
select id, customer, number
from identity_document
where customer = any ($1::uuid[]) and not deleted
