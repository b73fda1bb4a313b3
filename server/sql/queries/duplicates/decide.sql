-- SPDX-License-Identifier: GPL-3.0-or-later
-- The customers $1 and $2 (the smaller id first) are decided to be $4, for everybody; $3: id of the record when there is none yet.
with known as (
  update duplicate set status = $4, rev = rev + 1, ver = (select sync_ver())
  where customer = $1::uuid and other = $2::uuid and not deleted
  returning id
)
insert into duplicate (id, ver, owner, branch, customer, other, status)
select $3::uuid, (select sync_ver()), c.owner, c.branch, c.id, $2::uuid, $4
from customer c
where c.id = $1::uuid and not c.deleted and not exists (select from known)
on conflict (id) do update set
  ver = excluded.ver, owner = excluded.owner, branch = excluded.branch, status = excluded.status, deleted = false,
  rev = duplicate.rev + 1
