-- SPDX-License-Identifier: GPL-3.0-or-later
-- Forgets the tries of the key $1.
delete from sign_in_try where key = $1
