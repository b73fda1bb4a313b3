-- SPDX-License-Identifier: GPL-3.0-or-later
-- New beneficiaries, many at once.
copy beneficiary (
  id, ver, owner, branch, policy, customer, insured_object, beneficiary, name, share, place,
  starts_on, ends_on, document)
from stdin
