-- SPDX-License-Identifier: GPL-3.0-or-later
-- COPY knows no row security: this transaction works as the owner of the tables, on what was decided from the rights.
select set_config('role', 'none', true)
