-- SPDX-License-Identifier: GPL-3.0-or-later
-- New policies, many at once.
copy policy (
  id, ver, owner, branch, customer, product, series, number, insurer, starts_on, ends_on, issued_on,
  premium_kopecks, sum_insured_kopecks, status, agent, objects, external_id, note)
from stdin
