-- SPDX-License-Identifier: GPL-3.0-or-later
-- What everything stands on: versions of the feed, people and branches, customers with what hangs on
-- them, commands that were applied, exits from a scope.
--
-- Every synced table carries its own feed columns, there is no growing log:
--   ver      place in the feed, (epoch << 44) | transaction, from sync_ver() and nowhere else
--   rev      the version people see; grows by one with every change of the row
--   owner, branch   who may see it (rows of a customer's children copy them from the customer)
--   deleted  a tombstone: sent as gone, kept for those who were away
--   revs     json {"group": [rev, device, user, time]} of the groups changed after the creation

-- One row for every incarnation of the database: a restored or promoted one must never continue the
-- cursors of the other.
create table sync_epoch (
  n                 integer primary key,
  token             text not null unique,
  system_identifier bigint not null,
  timeline          text not null,
  database          oid not null,
  started_at        timestamptz not null default now()
);

create function sync_timeline() returns text
language sql volatile as $$ select substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) $$;

-- Starts a new epoch when there is none, when this is another incarnation, or when told to (after a
-- restore into the same database). Gives the token of the current one.
create function sync_open_epoch(fresh boolean) returns text
language plpgsql as $$
declare
  current sync_epoch;
  here bigint := (select system_identifier from pg_control_system());
  db oid := (select oid from pg_database where datname = current_database());
begin
  perform pg_advisory_xact_lock(7305, 1);
  select * into current from sync_epoch order by n desc limit 1;
  if current.n is null or fresh or current.system_identifier <> here or current.database <> db
     or current.timeline <> sync_timeline() then
    insert into sync_epoch (n, token, system_identifier, timeline, database)
    values (coalesce(current.n, 0) + 1,
            replace(gen_random_uuid()::text, '-', ''), here, sync_timeline(), db)
    returning * into current;
  end if;
  return current.token;
end
$$;

create function sync_ver() returns bigint
language plpgsql volatile as $$
declare
  epoch integer;
  line text;
begin
  select n, timeline into strict epoch, line from sync_epoch order by n desc limit 1;
  if line <> sync_timeline() then
    raise exception 'the sync epoch has changed' using errcode = 'ZK001';
  end if;
  return (epoch::bigint << 44) | pg_current_xact_id()::text::bigint;
end
$$;

-- An instant as it travels: RFC 3339, UTC, microseconds.
create function wire_time(t timestamptz) returns text
language sql stable as $$
  select to_char(t at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

-- Where a scan of kind number @kind begins that must give what lies behind (…, @at, @id).
create function sync_low(kind integer, at integer, id uuid) returns uuid
language sql immutable as $$
  select case when kind > at then '00000000-0000-0000-0000-000000000000'
              when kind = at then id
              else 'ffffffff-ffff-ffff-ffff-ffffffffffff' end
$$;

select sync_open_epoch(false);

-- Signs cursors. Random, never leaves the server.
create table server_secret (
  only_one boolean primary key default true check (only_one),
  secret   bytea not null
);
insert into server_secret (secret)
select substr(sha256(convert_to(string_agg(gen_random_uuid()::text, ''), 'UTF8')), 1, 32)
from generate_series(1, 4);

create table branch (
  id        uuid primary key,
  ver       bigint not null,
  rev       integer not null default 1,
  deleted   boolean not null default false,
  name      text not null,
  parent    uuid,
  time_zone text
);
create unique index branch_name on branch (name) where not deleted;
create index branch_feed on branch (ver, id);

create table app_user (
  id            uuid primary key,
  ver           bigint not null,
  rev           integer not null default 1,
  deleted       boolean not null default false,
  login         text not null,
  name          text not null,
  role          text not null,
  branch        uuid,
  skills        json,
  active        boolean not null default true,
  password_hash text
);
create unique index app_user_login on app_user (lower(login));
create index app_user_feed on app_user (ver, id);

create sequence customer_number;

create table customer (
  id               uuid primary key,
  ver              bigint not null,
  rev              integer not null default 1,
  owner            uuid,
  branch           uuid,
  deleted          boolean not null default false,
  revs             json,
  changed_by       uuid,
  external_id      text,
  type             text not null,
  last_name        text,
  first_name       text,
  middle_name      text,
  birth_date       date,
  sex              text,
  company_name     text,
  inn              text,
  kpp              text,
  ogrn             text,
  source           text,
  tags             json,
  note             text,
  address_region   text,
  address_city     text,
  address_street   text,
  address_house    text,
  address_flat     text,
  address_postcode text,
  address_text     text,
  number           text not null default lpad(nextval('customer_number')::text, 6, '0'),
  status           text not null default 'lead',
  created_at       timestamptz not null default now(),
  created_by       uuid,
  changed_at       timestamptz not null default now()
);
create index customer_feed on customer (ver, id);
create index customer_feed_owner on customer (owner, ver, id);
create index customer_feed_branch on customer (branch, ver, id);
create unique index customer_external on customer (external_id) where external_id is not null;

create table contact_point (
  id        uuid primary key,
  ver       bigint not null,
  rev       integer not null default 1,
  owner     uuid,
  branch    uuid,
  deleted   boolean not null default false,
  revs      json,
  customer  uuid not null,
  type      text not null,
  value     text not null,
  label     text,
  is_primary boolean,
  invalid   boolean,
  opted_out boolean
);
create index contact_point_customer on contact_point (customer);
create index contact_point_feed on contact_point (ver, id);
create index contact_point_feed_owner on contact_point (owner, ver, id);
create index contact_point_feed_branch on contact_point (branch, ver, id);

-- Written by the server only. Seen by whoever sees the customer.
create table conflict (
  id          uuid primary key,
  ver         bigint not null,
  rev         integer not null default 1,
  owner       uuid,
  branch      uuid,
  deleted     boolean not null default false,
  customer    uuid,
  record_kind text not null,
  record      uuid not null,
  command     uuid not null,
  author      uuid not null,
  done_at     timestamptz not null,
  other       uuid,
  other_at    timestamptz,
  reason      text not null,
  groups      json not null,
  merged      json,
  status      text not null default 'open'
);
create index conflict_customer on conflict (customer);
create index conflict_feed on conflict (ver, id);
create index conflict_feed_owner on conflict (owner, ver, id);
create index conflict_feed_branch on conflict (branch, ver, id);

create table history_event (
  id          uuid primary key,
  ver         bigint not null,
  rev         integer not null default 1,
  owner       uuid,
  branch      uuid,
  deleted     boolean not null default false,
  customer    uuid,
  record_kind text not null,
  record      uuid not null,
  action      text not null,
  actor       uuid,
  at          timestamptz not null,
  done_at     timestamptz not null,
  changes     json
);
create index history_event_customer on history_event (customer);
create index history_event_feed on history_event (ver, id);
create index history_event_feed_owner on history_event (owner, ver, id);
create index history_event_feed_branch on history_event (branch, ver, id);

-- "This customer left that scope", with everything that hangs on it. level: o = owner, b = branch.
create table sync_exit (
  level "char" not null,
  scope uuid not null,
  id    uuid not null,
  ver   bigint not null,
  primary key (level, scope, id)
);
create index sync_exit_feed on sync_exit (level, scope, ver, id);

-- A command that has a final answer; written in the transaction that applied it.
create table command (
  id      uuid primary key,
  digest  bytea not null,
  user_id uuid not null,
  device  uuid,
  record  uuid,
  status  text not null,
  version integer,
  result  json,
  at      timestamptz not null default now()
);
create index command_at on command using brin (at);

-- What somebody wrote to a customer who meanwhile went to another agent: a suggestion for the new one.
create table orphan_change (
  id          uuid primary key,
  customer    uuid not null,
  record_kind text not null,
  record      uuid not null,
  author      uuid not null,
  owner       uuid,
  branch      uuid,
  done_at     timestamptz not null,
  at          timestamptz not null default now(),
  command     json not null
);
create index orphan_change_customer on orphan_change (customer);
