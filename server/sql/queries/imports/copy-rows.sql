-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a batch did.
copy import_row (import, kind, record, file, rev, change) from stdin
