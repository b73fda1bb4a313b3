-- SPDX-License-Identifier: GPL-3.0-or-later
-- The job $1 ends in the state $2 with $3 pairs found.
update job set state = $2, reason = $3, done = total, lease_until = null, changed_at = now()
where id = $1::uuid and state = 'running'
