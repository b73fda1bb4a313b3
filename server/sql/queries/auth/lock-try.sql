-- SPDX-License-Identifier: GPL-3.0-or-later
-- Holds the count of the key $1 until the transaction ends, so that tries at the same moment count one
-- after the other.
insert into sign_in_try (key) values ($1) on conflict (key) do update set key = excluded.key
