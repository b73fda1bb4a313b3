-- SPDX-License-Identifier: GPL-3.0-or-later
-- The person with the login $1.
select id, active from app_user where lower(login) = lower($1)
