-- SPDX-License-Identifier: GPL-3.0-or-later
-- Takes one try of the key $1, of which $2 are free, unless it or the key $3, of which $4 are, has to wait
-- for some seconds, which are the answer. After a quiet hour the count begins again.
with asked as (
  select t.failures, t.last_at, a.allowed
  from (values ($1::text, $2::integer), ($3::text, $4::integer)) as a (key, allowed)
  join sign_in_try t on t.key = a.key
  where t.failures >= a.allowed and t.last_at > now() - interval '1 hour'
), wait as (
  select coalesce(ceil(max(least(10 * (1 << least(failures - allowed, 10)), 900)
                           - extract(epoch from clock_timestamp() - last_at))), 0)::integer as seconds
  from asked
), taken as (
  update sign_in_try t
  set failures = case when last_at < now() - interval '1 hour' then 1 else failures + 1 end,
      last_at = clock_timestamp()
  from wait
  where t.key = $1 and wait.seconds <= 0
)
select greatest(seconds, 0) as seconds from wait
