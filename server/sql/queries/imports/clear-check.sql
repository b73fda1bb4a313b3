-- SPDX-License-Identifier: GPL-3.0-or-later
-- What an earlier check of the import $1 found, but for what was mended (unless $2: that as well).
with gone as (
  delete from import_batch where import = $1::uuid and phase = 'check'
)
delete from import_fault where import = $1::uuid and (not mended or $2::boolean)
