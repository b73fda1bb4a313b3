-- SPDX-License-Identifier: GPL-3.0-or-later
-- Tells running servers that everybody should look.
select pg_notify('zontik', 'all')
