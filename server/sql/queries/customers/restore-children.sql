-- SPDX-License-Identifier: GPL-3.0-or-later
-- The contact points that went with the customer $1 in the transaction $2 (this one when null) come
-- back with it.
update contact_point set deleted = false, rev = rev + 1, ver = sync_ver()
where customer = $1::uuid and deleted and ver = coalesce($2::bigint, sync_ver())
