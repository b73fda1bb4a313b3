-- SPDX-License-Identifier: GPL-3.0-or-later
-- The password hash $2 of the user $1, who has to change it if $4 is true; not when the hash is no longer
-- $3, unless that is null.
update app_user
set password_hash = $2, password_set_at = now(), must_change_password = $4::boolean
where id = $1::uuid and not deleted and ($3::text is null or password_hash = $3)
returning id
