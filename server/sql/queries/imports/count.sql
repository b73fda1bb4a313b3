-- SPDX-License-Identifier: GPL-3.0-or-later
-- What came of the import $1 so far, by phase and file.
select phase, file, sum(n_read), sum(n_new), sum(n_updated), sum(n_unchanged), sum(n_rejected), sum(n_twins)
from import_batch
where import = $1::uuid
group by phase, file
order by phase, file
