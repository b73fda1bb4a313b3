-- SPDX-License-Identifier: GPL-3.0-or-later
-- New insured objects, many at once.
copy insured_object (
  id, ver, owner, branch, customer, type, title, vin, body_number, plate, make, model, year,
  power_hp, cadastral_number, address, person, external_id, note)
from stdin
