-- SPDX-License-Identifier: GPL-3.0-or-later
-- Events behind ($1 ver, $2 id) and below $3, at most $4: ver, id, and the text that is sealed: every
-- column, the one that holds any text last. Instants look as the settings of our connections say.
select ver, id,
       concat(ver, '|', id, '|', actor, '|', branch, '|', device, '|', action, '|', kind, '|', record, '|',
              at, '|', done_at, '|', details) as line
from audit_event
where ver >= $1::bigint and (ver, id) > ($1::bigint, $2::uuid) and ver < $3::bigint
order by ver, id
limit $4::integer
