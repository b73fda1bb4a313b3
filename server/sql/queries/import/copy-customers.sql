-- SPDX-License-Identifier: GPL-3.0-or-later
-- New customers, many at once.
copy customer (
  id, ver, owner, branch, external_id, type, last_name, first_name, middle_name, birth_date, sex,
  company_name, inn, kpp, ogrn, source, tags, note, address_region, address_city, address_street,
  address_house, address_flat, address_postcode, address_text, number, status, created_at,
  created_by, changed_at)
from stdin
