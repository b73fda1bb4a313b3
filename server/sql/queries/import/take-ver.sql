-- SPDX-License-Identifier: GPL-3.0-or-later
-- The version of everything that this transaction writes.
select sync_ver()
