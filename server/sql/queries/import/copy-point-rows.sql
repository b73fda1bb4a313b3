-- SPDX-License-Identifier: GPL-3.0-or-later
-- New contact points with all their fields, many at once.
copy contact_point (
  id, ver, owner, branch, customer, type, value, label, is_primary, invalid, opted_out)
from stdin
