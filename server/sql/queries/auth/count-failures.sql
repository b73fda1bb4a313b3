-- SPDX-License-Identifier: GPL-3.0-or-later
-- Recent failures of the login $1, from the place $2 with any login, and of this login in the place
-- $3 (a device of its owner), each with the seconds since the last.
select coalesce(sum(failures) filter (where login = $1 and place not like 'device %'), 0) as of_login,
       coalesce(extract(epoch from now() - max(last_at) filter
                (where login = $1 and place not like 'device %')), 0)::integer as of_login_age,
       count(*) filter (where place = $2) as logins,
       coalesce(sum(failures) filter (where place = $2), 0) as of_place,
       coalesce(extract(epoch from now() - max(last_at) filter (where place = $2)), 0)::integer
         as of_place_age,
       coalesce(sum(failures) filter (where login = $1 and place = $3), 0) as of_device,
       coalesce(extract(epoch from now() - max(last_at) filter
                (where login = $1 and place = $3)), 0)::integer as of_device_age
from sign_in_failure
where (login = $1 or place = $2) and last_at > now() - interval '1 hour'
