-- SPDX-License-Identifier: GPL-3.0-or-later
-- The merge $1 of the customer $3 into $2 at $4: what they were ($5 survivor, $7 other), and what the survivor became ($6).
-- What is too old to be undone is forgotten.
with old as materialized (
  select merge from merge_keep where at < now() - interval '100 days' limit 100
), rows_gone as (
  delete from merge_row where merge in (select merge from old)
), gone as (
  delete from merge_keep where merge in (select merge from old)
)
insert into merge_keep (merge, survivor, other, at, into_was, into_now, other_was)
values ($1::uuid, $2::uuid, $3::uuid, $4::timestamptz, $5::json, $6::json, $7::json)
