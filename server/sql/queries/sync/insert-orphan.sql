-- SPDX-License-Identifier: GPL-3.0-or-later
-- A change that came too late, for the new owner: $1 command, $2 customer, $3 kind, $4 record, $5 author,
-- $6 when it was made, $7 the command.
insert into orphan_change (id, customer, record_kind, record, author, owner, branch, done_at, command)
select $1::uuid, c.id, $3::text, $4::uuid, $5::uuid, c.owner, c.branch, $6::timestamptz, $7::json
from customer c
where c.id = $2::uuid
on conflict (id) do nothing
