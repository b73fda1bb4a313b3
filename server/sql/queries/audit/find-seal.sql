-- SPDX-License-Identifier: GPL-3.0-or-later
-- The hash of the seal $1.
select encode(hash, 'hex') as hash from audit_seal where n = $1::bigint
