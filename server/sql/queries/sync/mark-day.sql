-- SPDX-License-Identifier: GPL-3.0-or-later
-- Notes up to where the feed is today.
insert into sync_mark (day, ver)
select current_date, (n::bigint << 44) | pg_snapshot_xmin(pg_current_snapshot())::text::bigint
from sync_epoch order by n desc limit 1
on conflict (day) do nothing
