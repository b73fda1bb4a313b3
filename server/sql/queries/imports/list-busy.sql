-- SPDX-License-Identifier: GPL-3.0-or-later
-- Imports that should be worked at and nobody is: the oldest first.
select id
from import_job
where state in ('checking', 'running', 'reverting')
  and (runner is null or beat is null or beat < now() - interval '5 seconds')
order by created_at
limit 20
