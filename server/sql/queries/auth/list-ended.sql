-- SPDX-License-Identifier: GPL-3.0-or-later
-- Sessions that ended, by whatever hand, in the last $1 seconds, and whether their devices are to wipe
-- themselves.
select s.id, s.wipe or not u.active or u.deleted as wipe
from session s
join app_user u on u.id = s.user_id
where s.ended_at > now() - make_interval(secs => $1::integer)
union all
select id, wipe
from session
where ended_at is null and expires_at between now() - make_interval(secs => $1::integer) and now()
union all
select s.id, true as wipe
from app_user u
join session s on s.user_id = u.id
where not (u.active and not u.deleted) and s.ended_at is null and s.expires_at > now()
