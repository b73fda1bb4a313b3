-- SPDX-License-Identifier: GPL-3.0-or-later
-- From here on the transaction sees what the levels $1, owners $2, branch $3 and shared customers $4 allow.
select set_config('zontik.reach', array_to_string($1::integer[], ''), true),
       set_config('zontik.owners', $2::text, true),
       set_config('zontik.branch', $3::text, true),
       set_config('zontik.shared', $4::text, true)
