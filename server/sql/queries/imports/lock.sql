-- SPDX-License-Identifier: GPL-3.0-or-later
-- Until the end of the transaction the import $1 does not change its state ($2: and nobody else works at it).
select case when $2::boolean then pg_advisory_xact_lock(hashtextextended($1, 15))
            else pg_advisory_xact_lock_shared(hashtextextended($1, 15)) end
