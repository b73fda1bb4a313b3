-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the import $1 did and what became of it when it was taken back.
select coalesce(fate, 'left'), count(*)
from import_row
where import = $1::uuid
group by 1
