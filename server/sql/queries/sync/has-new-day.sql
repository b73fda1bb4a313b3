-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whether a day has begun since $1 somewhere on which a deputy, an exception or a share begins or has ended.
select exists (
  select from (select coalesce(time_zone, 'Europe/Moscow') as name from branch union select 'Europe/Moscow') as z
  cross join lateral (
    select ($1::timestamptz at time zone z.name)::date as before, (app_now() at time zone z.name)::date as today
  ) as d
  where d.today > d.before
    and (exists (select from deputy where not deleted
                 and (starts_on > d.before and starts_on <= d.today or ends_on >= d.before and ends_on < d.today))
         or exists (select from right_exception where not deleted
                    and (starts_on > d.before and starts_on <= d.today
                         or ends_on >= d.before and ends_on < d.today))
         or exists (select from share where not deleted and ends_on >= d.before and ends_on < d.today)))
