-- SPDX-License-Identifier: GPL-3.0-or-later
-- What came of a batch.
update import_batch
set n_read = $6::integer, n_new = $7::integer, n_updated = $8::integer, n_unchanged = $9::integer,
    n_rejected = $10::integer, n_twins = $11::integer
where import = $1::uuid and phase = $2 and file = $3::integer and batch = $4::integer and part = $5::integer
