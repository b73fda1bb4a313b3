-- SPDX-License-Identifier: GPL-3.0-or-later
-- Jobs that should run, the oldest first.
select id from job where state = 'running' and kind <> 'duplicates' order by created_at limit 100
