-- SPDX-License-Identifier: GPL-3.0-or-later
-- Sessions that ended, by whatever hand, in the last $1 seconds.
select id
from session
where ended_at > now() - make_interval(secs => $1::integer)
union all
select id
from session
where ended_at is null and expires_at between now() - make_interval(secs => $1::integer) and now()
union all
select s.id
from app_user u
join session s on s.user_id = u.id
where not (u.active and not u.deleted) and s.ended_at is null and s.expires_at > now()
