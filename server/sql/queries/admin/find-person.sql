-- SPDX-License-Identifier: GPL-3.0-or-later
-- The person $1: name, role, branch, whether active, the rights of the role, and the exceptions that are not over
-- anywhere.
select u.id, u.name, u.role, u.branch, u.active, r.rights,
       (select string_agg(x.subject || ' ' || x.action || ' ' || x.scope, ',')
        from right_exception x
        where x.user_id = u.id and not x.deleted and (x.ends_on is null or x.ends_on >= current_date - 1)) as exceptions
from app_user u
left join role r on r.code = u.role and not r.deleted
where u.id = $1::uuid and not u.deleted
