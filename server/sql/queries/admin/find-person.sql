-- SPDX-License-Identifier: GPL-3.0-or-later
-- The person $1: name, role, branch, whether active, the rights of the role.
select u.id, u.name, u.role, u.branch, u.active, r.rights
from app_user u
left join role r on r.code = u.role and not r.deleted
where u.id = $1::uuid and not u.deleted
