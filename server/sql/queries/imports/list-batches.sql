-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is done of the import $1 in the phase $2.
select file, batch, part
from import_batch
where import = $1::uuid and phase = $2
