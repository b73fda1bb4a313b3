-- SPDX-License-Identifier: GPL-3.0-or-later
-- A branch: id $1, name $2.
insert into branch (id, ver, name) values ($1::uuid, sync_ver(), $2)
