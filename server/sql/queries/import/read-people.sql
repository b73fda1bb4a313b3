-- SPDX-License-Identifier: GPL-3.0-or-later
-- Everybody to whom customers may be given.
select id, login, branch, role = 'agent' as is_agent
from app_user
where active and not deleted
