-- SPDX-License-Identifier: GPL-3.0-or-later
-- Takes the job $1 for a minute, or goes on with it ($2: it is ours already), $3 of $4 done.
update job set lease_until = now() + interval '1 minute', changed_at = now(), done = $3::integer, total = $4::integer
where id = $1::uuid and kind = 'duplicates' and state = 'running'
  and ($2::boolean or lease_until is null or lease_until < now())
returning actor
