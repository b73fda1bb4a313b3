-- SPDX-License-Identifier: GPL-3.0-or-later
-- The person with the login $1 (lower case), and whether the device $2 is one of theirs: one that was
-- told to wipe itself is lost to them.
select u.id, u.name, u.role, u.branch, u.active and not u.deleted as is_active, u.password_hash,
       exists (select from session s
               where s.user_id = u.id and s.device = $2::uuid and not s.wipe) as knows_device,
       u.login, u.must_change_password, t.secret as totp
from app_user u
left join user_totp t on t.user_id = u.id and t.confirmed_at is not null
where lower(u.login) = $1
