-- SPDX-License-Identifier: GPL-3.0-or-later
-- Every transaction below the first has ended; the second is above all that have begun.
select pg_snapshot_xmin(pg_current_snapshot())::text, pg_snapshot_xmax(pg_current_snapshot())::text
