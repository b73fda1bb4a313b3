-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the person $1 signs in with.
select u.password_hash, t.confirmed_at is not null as has_totp, t.secret as totp,
       (select count(*) from user_recovery_code r
        where r.user_id = u.id and r.used_at is null) as recovery_codes,
       wire_time(now()) as server_time, u.must_change_password
from app_user u
left join user_totp t on t.user_id = u.id
where u.id = $1::uuid and u.active and not u.deleted
