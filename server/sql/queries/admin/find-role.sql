-- SPDX-License-Identifier: GPL-3.0-or-later
-- The rights of the role with the code $1.
select rights from role where code = $1 and not deleted
