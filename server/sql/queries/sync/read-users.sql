-- SPDX-License-Identifier: GPL-3.0-or-later
-- The people $1, to whom a record may be given.
select id, name, role, branch, active
from app_user
where id = any ($1::uuid[]) and not deleted
