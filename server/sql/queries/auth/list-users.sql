-- SPDX-License-Identifier: GPL-3.0-or-later
-- Everybody, for the command line.
select u.login, u.name, u.role, b.name as branch, u.active
from app_user u
left join branch b on b.id = u.branch
where not u.deleted
order by lower(u.login)
