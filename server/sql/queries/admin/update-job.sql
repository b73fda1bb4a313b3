-- SPDX-License-Identifier: GPL-3.0-or-later
-- After a step of the job $1: state $2, $3 more done.
update job
set state = $2, done = done + $3::integer, total = greatest(total, done + $3::integer), changed_at = now()
where id = $1::uuid
