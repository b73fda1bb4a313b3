-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who has the login $1, if not $2.
select id from app_user where lower(login) = lower($1) and id <> $2::uuid
