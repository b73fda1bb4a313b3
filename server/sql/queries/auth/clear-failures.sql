-- SPDX-License-Identifier: GPL-3.0-or-later
-- The login $1 has signed in from the place $2 or $3.
delete from sign_in_failure where login = $1 and place in ($2, $3)
