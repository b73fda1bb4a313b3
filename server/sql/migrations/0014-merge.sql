-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a merge of two customers did, so that it can be undone: the values of both, and each row it touched.

create table merge_keep (
  merge     uuid primary key,
  survivor  uuid not null,
  other     uuid not null,
  at        timestamptz not null,
  into_was  json not null,
  into_now  json not null,
  other_was json not null
);
create index merge_keep_at on merge_keep (at);

-- act: m moved to the survivor, s the survivor's own, p points to him now, d deleted as a twin, n made by the merge,
-- f has other values now (was), q the duplicate that was decided by it (was).
create table merge_row (
  merge uuid not null,
  act   "char" not null,
  kind  smallint not null,
  id    uuid not null,
  was   json,
  primary key (merge, act, kind, id)
);
create index merge_row_id on merge_row (id) where act = 'm';

select app_secure('merge_keep', 0, null);
select app_secure('merge_row', 0, null);
create index merge_other on merge (other);

-- Until when the process that is at a long job has it; another one may take what nobody holds any more.
alter table job add column lease_until timestamptz;
