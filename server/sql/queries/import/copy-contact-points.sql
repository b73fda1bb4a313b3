-- SPDX-License-Identifier: GPL-3.0-or-later
-- New contact points, many at once.
copy contact_point (id, ver, owner, branch, customer, type, value, label, is_primary) from stdin
