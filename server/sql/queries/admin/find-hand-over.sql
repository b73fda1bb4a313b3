-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whether the customers of the person $1, and those of who would receive them, $2, are being handed over now.
select exists (select from job where kind = 'hand-over' and state = 'running' and person = $1::uuid) as gives,
       exists (select from job where kind = 'hand-over' and state = 'running' and person = $2::uuid) as receiver_gives
