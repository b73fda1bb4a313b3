-- SPDX-License-Identifier: GPL-3.0-or-later
-- The password hash $2 of the user $1; nothing that others see changes.
update app_user
set password_hash = $2, password_set_at = now(), must_change_password = false
where id = $1::uuid
