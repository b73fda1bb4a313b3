-- SPDX-License-Identifier: GPL-3.0-or-later
-- Commands behind ($1 ver, $2 id) and below $3, at most $4: ver, id, and the text that is sealed: every
-- column, those that hold any text last. Instants and bytes look as the settings of our connections say.
select ver, id,
       concat(ver, '|', id, '|', encode(digest, 'hex'), '|', user_id, '|', branch, '|', device, '|', kind, '|',
              record, '|', status, '|', version, '|', at, '|', done_at, '|', changed, '|', result) as line
from command
where ver >= $1::bigint and (ver, id) > ($1::bigint, $2::uuid) and ver < $3::bigint
order by ver, id
limit $4::integer
