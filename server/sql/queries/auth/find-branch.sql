-- SPDX-License-Identifier: GPL-3.0-or-later
-- The branch named $1.
select id from branch where name = $1 and not deleted
