-- SPDX-License-Identifier: GPL-3.0-or-later
-- The contact points that went with the customer $1 come back with it; those deleted by themselves are
-- stamped with the version in which they were, and stay away.
update contact_point set deleted = false, rev = rev + 1, ver = sync_ver()
where customer = $1::uuid and deleted and coalesce((revs -> '*' ->> 0)::integer, 0) <> rev
