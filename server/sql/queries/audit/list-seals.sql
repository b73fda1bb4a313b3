-- SPDX-License-Identifier: GPL-3.0-or-later
-- Seals behind the number $1, at most $2.
select n, from_ver, to_ver, commands, events, encode(hash, 'hex') as hash, wire_time(at) as at
from audit_seal
where n > $1::bigint
order by n
limit $2::integer
