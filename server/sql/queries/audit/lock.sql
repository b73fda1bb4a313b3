-- SPDX-License-Identifier: GPL-3.0-or-later
-- One sealer at a time among all processes.
select pg_try_advisory_xact_lock(7305, 4) as is_held
