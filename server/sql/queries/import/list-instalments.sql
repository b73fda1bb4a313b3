-- SPDX-License-Identifier: GPL-3.0-or-later
-- What tells the instalments of the policies $1 apart.
select id, policy, no, due_on
from instalment
where policy = any ($1::uuid[])
