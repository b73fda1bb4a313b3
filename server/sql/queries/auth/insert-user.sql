-- SPDX-License-Identifier: GPL-3.0-or-later
-- A person: id $1, login $2, name $3, role $4, branch $5 or null, password hash $6.
insert into app_user (id, ver, login, name, role, branch, password_hash)
values ($1::uuid, sync_ver(), $2, $3, $4, $5::uuid, $6)
