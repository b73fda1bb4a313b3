-- SPDX-License-Identifier: GPL-3.0-or-later
-- How things stand after reading: nothing that was read before this lies behind "seen" in the log, which is on
-- the disk up to "flushed"; what lies below the horizon may be forgotten already; "mark" was written down, so no
-- number below it is given again.
select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint as seen,
       (pg_current_wal_flush_lsn() - '0/0'::pg_lsn)::bigint as flushed,
       (select horizon_ver from sync_epoch order by n desc limit 1) as horizon,
       (select max(ver) from sync_mark) as mark
