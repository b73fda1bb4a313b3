-- SPDX-License-Identifier: GPL-3.0-or-later
-- What was there $1 days ago is the horizon; older notes go, but for the one that it stands on.
with passed as (
  select max(day) as day, max(ver) as ver from sync_mark where day <= current_date - $1::integer
), cleaned as (
  delete from sync_mark where day < (select day from passed)
)
update sync_epoch set horizon_ver = passed.ver
from passed
where n = (select max(n) from sync_epoch) and passed.ver > horizon_ver
