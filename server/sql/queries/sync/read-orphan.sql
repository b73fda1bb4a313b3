-- SPDX-License-Identifier: GPL-3.0-or-later
-- The command $1 as it came, kept for whoever decides what becomes of it.
select command
from orphan_change
where id = $1::uuid
