-- SPDX-License-Identifier: GPL-3.0-or-later
-- The person with the login $1 (lower case), and whether the device $2 is one of theirs.
select u.id, u.name, u.role, u.branch, u.active and not u.deleted as is_active, u.password_hash,
       exists (select from session s where s.user_id = u.id and s.device = $2::uuid) as knows_device
from app_user u
where lower(u.login) = $1
