-- SPDX-License-Identifier: GPL-3.0-or-later
-- The merge $1 is undone: main contacts are that again, and the pair is decided as it was before.
with contact_back as (
  update contact_point c set is_primary = true, rev = c.rev + 1, ver = (select sync_ver())
  from merge_row r
  where r.merge = $1::uuid and r.act = 'f' and r.kind = 4 and c.id = r.id and c.is_primary is not true and not c.deleted
  returning c.id
)
update duplicate d set status = r.was ->> 'status', rev = d.rev + 1, ver = (select sync_ver())
from merge_row r
where r.merge = $1::uuid and r.act = 'q' and r.kind = 21 and d.id = r.id and d.status = 'merged' and not d.deleted
