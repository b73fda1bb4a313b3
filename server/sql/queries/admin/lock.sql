-- SPDX-License-Identifier: GPL-3.0-or-later
-- Acts of administration go one by one, so that what must hold over several rows does.
select pg_advisory_xact_lock(7305, 3)::text
