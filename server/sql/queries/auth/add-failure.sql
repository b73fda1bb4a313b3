-- SPDX-License-Identifier: GPL-3.0-or-later
-- One more failure of the key $1, unless that of $2 was counted for it within the hour; after a quiet hour
-- the count begins again.
with pair as (
  insert into sign_in_try (key, failures) values ($2, 1)
  on conflict (key) do update set last_at = now()
  returning xmax = 0 as is_new
)
insert into sign_in_try (key, failures)
select $1, 1 from pair where is_new
on conflict (key) do update
set failures = case when sign_in_try.last_at < now() - interval '1 hour' then 1
                    else sign_in_try.failures + 1 end,
    last_at = now()
