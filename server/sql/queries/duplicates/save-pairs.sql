-- SPDX-License-Identifier: GPL-3.0-or-later
-- Pairs that were found: customers $1 and $2 (the smaller id first), ids of new records $3, points $4, reasons $5. What people
-- decided about a pair stays as it is.
with found as materialized (
  select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[]) as f (a, b, id, score, reasons)
), first as materialized (
  select id, owner, branch from customer where id = any ($1::uuid[]) and not deleted order by id for share
), changed as (
  update duplicate d set score = f.score, reasons = f.reasons::json, rev = d.rev + 1, ver = (select sync_ver())
  from found f
  where d.customer = f.a and d.other = f.b and not d.deleted and d.status = 'open'
    and (d.score is distinct from f.score or d.reasons::text is distinct from f.reasons)
  returning d.id
), made as (
  insert into duplicate (id, ver, owner, branch, customer, other, score, reasons, status)
  select f.id, (select sync_ver()), c.owner, c.branch, f.a, f.b, f.score, f.reasons::json, 'open'
  from found f
  join first c on c.id = f.a
  join customer o on o.id = f.b and not o.deleted
  where not exists (select from duplicate d where d.customer = f.a and d.other = f.b and not d.deleted)
  on conflict (id) do update set
    ver = excluded.ver, owner = excluded.owner, branch = excluded.branch, score = excluded.score,
    reasons = excluded.reasons, status = 'open', deleted = false, rev = duplicate.rev + 1
  returning id
)
select (select count(*) from made) as n_made, (select count(*) from changed) as n_changed
