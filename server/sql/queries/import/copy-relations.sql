-- SPDX-License-Identifier: GPL-3.0-or-later
-- New relations, many at once.
copy relation (
  id, ver, owner, branch, customer, other, name, phone, email, type, job, household)
from stdin
