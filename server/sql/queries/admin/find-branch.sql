-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whether the branch $1 is there.
select id from branch where id = $1::uuid and not deleted
