-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whether the database came from a backup in an epoch behind $1.
select exists (select from audit_event where action = 'restore' and ver >> 44 > $1::bigint) as was_restored
