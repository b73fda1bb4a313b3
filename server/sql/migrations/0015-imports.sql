-- SPDX-License-Identifier: GPL-3.0-or-later
-- Imports that people make from the desktop: the files, how far each is, what was not taken, and what each did,
-- so that it can go on after the server was killed and be taken back as a whole.

create table import_job (
  id         uuid primary key,
  actor      uuid not null,
  device     uuid,
  title      text not null,
  plan       text not null,
  state      text not null default 'draft',
  is_checked boolean not null default false,
  problem    text,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  -- Which process is at it, and when it said so last.
  runner     uuid,
  beat       timestamptz
);
create index import_job_actor on import_job (actor, created_at);
create index import_job_busy on import_job (created_at) where state in ('checking', 'running', 'reverting');

create table import_part (
  import uuid not null references import_job on delete cascade,
  file   integer not null,
  start  bigint not null,
  bytes  bytea not null,
  primary key (import, file, start)
);
alter table import_part alter column bytes set storage external;

-- A batch that is done: part -1 is all of it, others are single records of a batch that the database refused.
create table import_batch (
  import      uuid not null references import_job on delete cascade,
  phase       text not null,
  file        integer not null,
  batch       integer not null,
  part        integer not null,
  n_read      integer not null default 0,
  n_new       integer not null default 0,
  n_updated   integer not null default 0,
  n_unchanged integer not null default 0,
  n_rejected  integer not null default 0,
  n_twins     integer not null default 0,
  primary key (import, phase, file, batch, part)
);

-- A row of a file that was not taken, or that somebody has mended since.
create table import_fault (
  import   uuid not null references import_job on delete cascade,
  file     integer not null,
  line     bigint not null,
  cells    text not null,
  errors   text not null,
  decision text,
  mended   boolean not null default false,
  primary key (import, file, line)
);

-- What an import made (change is null) or changed.
create table import_row (
  import uuid not null references import_job on delete cascade,
  kind   integer not null,
  record uuid not null,
  n      bigint generated always as identity,
  file   integer not null,
  rev    bigint not null,
  change text,
  fate   text,
  primary key (import, kind, record, n)
);
create index import_row_left on import_row (import, kind, n) where fate is null;

-- Who a row of a file may be already.
create index if not exists contact_point_value on contact_point (value) where not deleted;
create index if not exists customer_inn on customer (inn) where inn is not null and not deleted;
create index if not exists customer_birth on customer (birth_date, lower(last_name))
  where birth_date is not null and not deleted;

select app_secure('import_job', 0, null);
select app_secure('import_part', 0, null);
select app_secure('import_batch', 0, null);
select app_secure('import_fault', 0, null);
select app_secure('import_row', 0, null);
