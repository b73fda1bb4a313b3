-- SPDX-License-Identifier: GPL-3.0-or-later
-- Pairs that nobody decided about, that were there before the version $2, have at least $3 points, and were not found again: the
-- found ones are $1.
with gone as (
  update duplicate d set deleted = true, rev = d.rev + 1, ver = (select sync_ver()),
    revs = (coalesce(d.revs::jsonb, '{}') || jsonb_build_object('*', jsonb_build_array(d.rev + 1, null, null, null)))::json
  where not d.deleted and d.status = 'open' and d.ver < $2::bigint and d.score >= $3::bigint
    and (d.customer, d.other) not in (select a, b from unnest($1::uuid[], $4::uuid[]) as f (a, b))
  returning 1
)
select count(*) from gone
