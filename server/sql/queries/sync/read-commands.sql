-- SPDX-License-Identifier: GPL-3.0-or-later
-- What became of the commands $1.
select id, encode(digest, 'hex') as digest, user_id, status, version, result
from command
where id = any ($1::uuid[])
