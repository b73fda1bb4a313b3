-- SPDX-License-Identifier: GPL-3.0-or-later
-- The user $1 may not sign in any more.
update app_user
set active = false, rev = rev + 1, ver = sync_ver()
where id = $1::uuid and active
