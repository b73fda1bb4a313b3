-- SPDX-License-Identifier: GPL-3.0-or-later
-- Tells other processes: channel $1, text $2.
select pg_notify($1, $2)
