-- SPDX-License-Identifier: GPL-3.0-or-later
-- Nothing that was read before this lies behind that place in the log.
select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint
