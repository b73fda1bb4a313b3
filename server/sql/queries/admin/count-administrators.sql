-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who can still administer: active, with the role, and no exception that takes it away.
select count(*) as administrators
from app_user u
where u.role = 'administrator' and u.active and not u.deleted
  and not exists (select from right_exception e
                  where e.user_id = u.id and not e.deleted and e.subject in ('user', 'role')
                    and e.action in ('see', 'edit') and e.scope <> 'all'
                    and coalesce(e.ends_on, 'infinity') >= current_date)
