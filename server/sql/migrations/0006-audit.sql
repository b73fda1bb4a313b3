-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who did what and when: the commands as they are, and everything else that is worth knowing. Both only
-- grow; a chain of seals over them shows when somebody with more power than the program changed them.

-- kind is the command's ("customer.update"), changed the names of its fields with commas between
-- them, branch that of the author when it was applied. What was there before has the version 0.
alter table command add column kind text;
alter table command add column done_at timestamptz;
alter table command add column changed text;
alter table command add column branch uuid;
alter table command add column ver bigint not null default 0;
alter table command alter column ver drop default;
create index command_ver on command (ver, id);
create index command_record on command (record) where record is not null;
create index command_user on command (user_id, ver, id);

create table audit_event (
  id      uuid primary key,
  ver     bigint not null,
  at      timestamptz not null default now(),
  done_at timestamptz,
  actor   uuid,
  branch  uuid,
  device  uuid,
  action  text not null,
  kind    text,
  record  uuid,
  details json
);
create index audit_event_ver on audit_event (ver, id);
create index audit_event_record on audit_event (record) where record is not null;
create index audit_event_actor on audit_event (actor, ver, id);

-- Anybody's transaction writes into it, only what was decided from the rights reads it.
alter table audit_event enable row level security;
create policy write_down on audit_event for insert to zontik_app with check (true);
create policy work on audit_event for select to zontik_app using ((select sync_is_work()));

-- hash = SHA-256 of the hash before, the numbers of this seal, and every row with from_ver <= ver <
-- to_ver: the commands by (ver, id), then the events. Sealed is only what lies below the watermark.
create table audit_seal (
  n        bigint primary key,
  from_ver bigint not null,
  to_ver   bigint not null check (to_ver > from_ver),
  commands bigint not null,
  events   bigint not null,
  hash     bytea not null,
  at       timestamptz not null default now()
);

create index audit_seal_at on audit_seal (at);

create function audit_refuse() returns trigger
language plpgsql as $$
begin
  raise exception 'the table % is append-only', tg_table_name using errcode = 'ZK002';
end
$$;

create trigger command_append_only before update or delete on command
  for each statement execute function audit_refuse();
create trigger command_keep before truncate on command
  for each statement execute function audit_refuse();
create trigger audit_event_append_only before update or delete on audit_event
  for each statement execute function audit_refuse();
create trigger audit_event_keep before truncate on audit_event
  for each statement execute function audit_refuse();
create trigger audit_seal_append_only before update or delete on audit_seal
  for each statement execute function audit_refuse();
create trigger audit_seal_keep before truncate on audit_seal
  for each statement execute function audit_refuse();

-- Also while a session pretends to be a replica.
alter table command enable always trigger command_append_only;
alter table command enable always trigger command_keep;
alter table audit_event enable always trigger audit_event_append_only;
alter table audit_event enable always trigger audit_event_keep;
alter table audit_seal enable always trigger audit_seal_append_only;
alter table audit_seal enable always trigger audit_seal_keep;

-- Work that goes on after its request was answered, in short transactions, and after a crash. Its state
-- is changed in the transaction of each step.
create table job (
  id         uuid primary key,
  kind       text not null,
  actor      uuid not null,
  device     uuid,
  person     uuid not null,
  receiver   uuid,
  reason     text,
  state      text not null default 'running',
  done       integer not null default 0,
  total      integer not null default 0,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now()
);
create index job_running on job (created_at) where state = 'running';
create unique index job_hand_over on job (person) where state = 'running' and kind = 'hand-over';
