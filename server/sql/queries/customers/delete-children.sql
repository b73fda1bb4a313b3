-- SPDX-License-Identifier: GPL-3.0-or-later
-- The contact points of the customer $1 go with it.
update contact_point set deleted = true, rev = rev + 1, ver = sync_ver()
where customer = $1::uuid and not deleted
