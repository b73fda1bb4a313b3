-- SPDX-License-Identifier: GPL-3.0-or-later
-- The exceptions of the person $1 carry his branch $2.
update right_exception set ver = sync_ver(), branch = $2::uuid
where user_id = $1::uuid and branch is distinct from $2::uuid
