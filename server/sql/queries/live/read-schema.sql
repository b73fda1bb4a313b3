-- SPDX-License-Identifier: GPL-3.0-or-later
-- The number of the newest migration of this database.
select coalesce(max(number), 0) as number from schema_migration
