-- SPDX-License-Identifier: GPL-3.0-or-later
-- One more failure of the login $1 in the place $2; after a quiet hour the count begins again.
insert into sign_in_failure (login, place)
values ($1, $2)
on conflict (login, place) do update
set failures = case when sign_in_failure.last_at < now() - interval '1 hour' then 1
                    else sign_in_failure.failures + 1 end,
    last_at = now()
