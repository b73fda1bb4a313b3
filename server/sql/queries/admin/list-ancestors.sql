-- SPDX-License-Identifier: GPL-3.0-or-later
-- The branch $1 and what lies above it, at most 64 steps.
with recursive up (id, parent, step) as (
  select id, parent, 0 from branch where id = $1::uuid
  union all
  select b.id, b.parent, up.step + 1 from branch b join up on b.id = up.parent where up.step < 64
)
select id from up
