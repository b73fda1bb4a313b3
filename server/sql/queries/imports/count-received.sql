-- SPDX-License-Identifier: GPL-3.0-or-later
-- How much of each file of the import $1 is here.
select file, sum(length(bytes))
from import_part
where import = $1::uuid
group by file
