-- SPDX-License-Identifier: GPL-3.0-or-later
-- What people of the role $1 may do.
select rights from role where code = $1 and not deleted
