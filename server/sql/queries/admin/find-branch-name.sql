-- SPDX-License-Identifier: GPL-3.0-or-later
-- Another branch than $2 with the name $1.
select id from branch where name = $1 and id <> $2::uuid and not deleted
