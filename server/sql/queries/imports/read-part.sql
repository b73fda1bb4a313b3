-- SPDX-License-Identifier: GPL-3.0-or-later
-- The part of the file $2 of the import $1 that begins at $3, as hex.
select encode(bytes, 'hex')
from import_part
where import = $1::uuid and file = $2::integer and start = $3::bigint
