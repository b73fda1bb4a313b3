-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the person $1 may from today, $2, at least until the day $3 (null: for ever): the rights of the role and the
-- exceptions that are not over before.
select r.rights,
       (select string_agg(x.subject || ' ' || x.action || ' ' || x.scope, ',' order by x.starts_on, x.id)
        from right_exception x
        where x.user_id = u.id and not x.deleted and x.starts_on <= $2::date
          and (x.ends_on is null or x.ends_on >= $3::date)) as exceptions
from app_user u
left join role r on r.code = u.role and not r.deleted
where u.id = $1::uuid
