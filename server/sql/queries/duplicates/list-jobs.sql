-- SPDX-License-Identifier: GPL-3.0-or-later
-- Scans that should run and nobody is at.
select id from job
where kind = 'duplicates' and state = 'running' and (lease_until is null or lease_until < now())
order by created_at
limit 10
