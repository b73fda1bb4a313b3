-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whether somebody of the epoch whose token begins with $1, who has seen the log up to $2, has seen nothing
-- that the epochs since then lack; no row when there was none. Only one cluster has one log.
select bool_and(later.lossless)
       or bool_and(later.system_identifier = e.system_identifier and later.database = e.database
                   and (later.lossless
                        or coalesce(later.branch_lsn - '0/0'::pg_lsn >= $2::bigint, false))) as is_kept
from sync_epoch e join sync_epoch later on later.n > e.n
where left(e.token, 16) = $1
group by e.n
