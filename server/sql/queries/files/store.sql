-- SPDX-License-Identifier: GPL-3.0-or-later
-- The bytes of the file $1 are here; $2 is what they are. Gives nothing when it is gone, or was stored before.
update attachment
set stored = true, media_type = $2::text, rev = rev + 1, ver = (select sync_ver())
where id = $1::uuid and not deleted and stored is not true
returning rev, owner, branch
