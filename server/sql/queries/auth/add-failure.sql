-- SPDX-License-Identifier: GPL-3.0-or-later
-- One more failure of the key $1; after a quiet hour the count begins again.
insert into sign_in_try (key, failures) values ($1, 1)
on conflict (key) do update
set failures = case when sign_in_try.last_at < now() - interval '1 hour' then 1
                    else sign_in_try.failures + 1 end,
    last_at = now()
