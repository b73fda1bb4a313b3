-- SPDX-License-Identifier: GPL-3.0-or-later
-- New instalments, many at once.
copy instalment (
  id, ver, owner, branch, policy, customer, no, due_on, amount_kopecks, paid_kopecks, paid_on,
  method, status)
from stdin
