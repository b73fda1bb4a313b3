-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who may do what: roles as data, exceptions, deputies, shares; documents and accounts with masked
-- numbers; why something left a scope; which epochs continue each other.

-- The role a server works as, below the owner of the tables, so that row security holds for it. The
-- private cluster has it already; elsewhere the owner needs `createrole`, or somebody else makes it.
do $$
begin
  if not exists (select from pg_roles where rolname = 'zontik_app') then
    create role zontik_app nologin;
    execute format('grant zontik_app to %I', current_user);
  end if;
exception
  when insufficient_privilege then
    raise exception 'the role zontik_app is missing: create role zontik_app; grant zontik_app to %',
      current_user;
  when duplicate_object or unique_violation then
    null;
end
$$;

-- Called after all migrations, so that none has to think of it.
create function app_grant() returns void
language plpgsql as $$
begin
  grant usage on schema public to zontik_app;
  grant select, insert, update, delete on all tables in schema public to zontik_app;
  grant usage, select on all sequences in schema public to zontik_app;
end
$$;

-- What leaves the server instead of a masked field: the last three characters of it.
create function mask_text(t text) returns text
language sql immutable as $$
  select case when length(t) <= 3 then repeat('•', length(t))
              else repeat('•', length(t) - 3) || right(t, 3) end
$$;

create table role (
  id      uuid primary key,
  ver     bigint not null,
  rev     integer not null default 1,
  deleted boolean not null default false,
  code    text not null unique,
  name    text not null,
  rights  json not null
);
create index role_feed on role (ver, id);

-- owner and branch are those of the person, so that it is seen like any other row.
create table right_exception (
  id        uuid primary key,
  ver       bigint not null,
  rev       integer not null default 1,
  owner     uuid,
  branch    uuid,
  deleted   boolean not null default false,
  user_id   uuid not null,
  subject   text not null,
  action    text not null,
  scope     text not null,
  starts_on date not null,
  ends_on   date,
  reason    text
);
create index right_exception_user on right_exception (user_id) where not deleted;
create index right_exception_feed on right_exception (ver, id);
create index right_exception_feed_owner on right_exception (owner, ver, id);
create index right_exception_feed_branch on right_exception (branch, ver, id);

create table deputy (
  id        uuid primary key,
  ver       bigint not null,
  rev       integer not null default 1,
  deleted   boolean not null default false,
  absent    uuid not null,
  deputy    uuid not null,
  starts_on date not null,
  ends_on   date not null,
  reason    text,
  check (absent <> deputy and starts_on <= ends_on)
);
create index deputy_deputy on deputy (deputy) where not deleted;
create index deputy_feed on deputy (ver, id);

-- owner and branch are those of the customer.
create table share (
  id       uuid primary key,
  ver      bigint not null,
  rev      integer not null default 1,
  owner    uuid,
  branch   uuid,
  deleted  boolean not null default false,
  customer uuid not null,
  user_id  uuid not null,
  ends_on  date,
  reason   text
);
create unique index share_once on share (customer, user_id) where not deleted;
create index share_user on share (user_id) where not deleted;
create index share_customer on share (customer);
create index share_feed on share (ver, id);
create index share_feed_owner on share (owner, ver, id);
create index share_feed_branch on share (branch, ver, id);

create table identity_document (
  id          uuid primary key,
  ver         bigint not null,
  rev         integer not null default 1,
  owner       uuid,
  branch      uuid,
  deleted     boolean not null default false,
  revs        json,
  customer    uuid not null,
  type        text not null,
  series      text,
  number      text,
  issued_by   text,
  issuer_code text,
  issued_on   date,
  valid_to    date
);
create index identity_document_customer on identity_document (customer, ver);
create index identity_document_feed on identity_document (ver, id);
create index identity_document_feed_owner on identity_document (owner, ver, id);
create index identity_document_feed_branch on identity_document (branch, ver, id);

create table bank_account (
  id                    uuid primary key,
  ver                   bigint not null,
  rev                   integer not null default 1,
  owner                 uuid,
  branch                uuid,
  deleted               boolean not null default false,
  revs                  json,
  customer              uuid not null,
  bic                   text,
  account               text,
  bank_name             text,
  correspondent_account text,
  recipient             text,
  is_primary            boolean
);
create index bank_account_customer on bank_account (customer, ver);
create index bank_account_feed on bank_account (ver, id);
create index bank_account_feed_owner on bank_account (owner, ver, id);
create index bank_account_feed_branch on bank_account (branch, ver, id);

-- The roles a new database begins with; an administrator changes them. As everywhere the text of json is
-- canonical: compact, members in order.
insert into role (id, ver, code, name, rights)
select gen_random_uuid(), sync_ver(), code, name,
       (select '{' || string_agg(to_json(s.key) || ':' || (
                 select '{' || string_agg(to_json(a.key) || ':' || a.value, ',' order by a.key collate "C") || '}'
                 from json_each(s.value) as a), ',' order by s.key collate "C") || '}'
        from json_each(rights) as s)::json
from (values
  ('agent', 'Агент', '{
    "customer":{"see":"own","create":"own","edit":"own","delete":"own","reassign":"own"},
    "contact-point":{"see":"own","create":"own","edit":"own","delete":"own"},
    "identity-document":{"see":"own","create":"own","edit":"own","delete":"own","reveal":"own"},
    "bank-account":{"see":"own","create":"own","edit":"own","delete":"own","reveal":"own"},
    "share":{"see":"own"},"conflict":{"see":"own","edit":"own"},"history-event":{"see":"own"},
    "user":{"see":"all"},"branch":{"see":"all"},"role":{"see":"all"},
    "right-exception":{"see":"own"},"deputy":{"see":"all"},"device":{"see":"own","delete":"own"}}'::json),
  ('adjuster', 'Эксперт', '{
    "customer":{"see":"own","create":"own","edit":"own"},
    "contact-point":{"see":"own","create":"own","edit":"own"},
    "identity-document":{"see":"own","create":"own","edit":"own","reveal":"own"},
    "bank-account":{"see":"own","create":"own","edit":"own","reveal":"own"},
    "share":{"see":"own"},"conflict":{"see":"own","edit":"own"},"history-event":{"see":"own"},
    "user":{"see":"all"},"branch":{"see":"all"},"role":{"see":"all"},
    "right-exception":{"see":"own"},"deputy":{"see":"all"},"device":{"see":"own","delete":"own"}}'),
  ('marketer', 'Маркетолог', '{
    "customer":{"see":"all","export":"all"},"contact-point":{"see":"all","export":"all"},
    "user":{"see":"all"},"branch":{"see":"all"},"role":{"see":"all"},
    "right-exception":{"see":"own"},"deputy":{"see":"all"},"device":{"see":"own","delete":"own"}}'),
  ('accountant', 'Бухгалтер', '{
    "customer":{"see":"all","export":"all"},"contact-point":{"see":"all"},
    "bank-account":{"see":"all","create":"all","edit":"all","reveal":"all"},"history-event":{"see":"all"},
    "user":{"see":"all"},"branch":{"see":"all"},"role":{"see":"all"},
    "right-exception":{"see":"own"},"deputy":{"see":"all"},"device":{"see":"own","delete":"own"}}'),
  ('head', 'Руководитель отдела', '{
    "customer":{"see":"branch","create":"branch","edit":"branch","delete":"branch","export":"branch","reassign":"branch","mass-change":"branch"},
    "contact-point":{"see":"branch","create":"branch","edit":"branch","delete":"branch","export":"branch"},
    "identity-document":{"see":"branch","create":"branch","edit":"branch","delete":"branch","reveal":"branch"},
    "bank-account":{"see":"branch","create":"branch","edit":"branch","delete":"branch","reveal":"branch"},
    "share":{"see":"branch","create":"branch","delete":"branch"},"conflict":{"see":"branch","edit":"branch"},
    "history-event":{"see":"branch","export":"branch"},
    "user":{"see":"all"},"branch":{"see":"all"},"role":{"see":"all"},
    "right-exception":{"see":"branch"},"deputy":{"see":"all","create":"branch","delete":"branch"},
    "device":{"see":"own","delete":"own"},"audit":{"see":"branch"}}'),
  ('director', 'Директор', '{
    "customer":{"see":"all","create":"all","edit":"all","delete":"all","export":"all","reassign":"all","mass-change":"all"},
    "contact-point":{"see":"all","create":"all","edit":"all","delete":"all","export":"all"},
    "identity-document":{"see":"all","create":"all","edit":"all","delete":"all","export":"all","reveal":"all"},
    "bank-account":{"see":"all","create":"all","edit":"all","delete":"all","export":"all","reveal":"all"},
    "share":{"see":"all","create":"all","delete":"all"},"conflict":{"see":"all","edit":"all"},
    "history-event":{"see":"all","export":"all"},
    "user":{"see":"all"},"branch":{"see":"all"},"role":{"see":"all"},
    "right-exception":{"see":"all"},"deputy":{"see":"all","create":"all","delete":"all"},
    "device":{"see":"own","delete":"own"},"audit":{"see":"all","export":"all"}}'),
  ('administrator', 'Администратор', '{
    "customer":{"see":"all","create":"all","edit":"all","delete":"all","export":"all","reassign":"all","mass-change":"all"},
    "contact-point":{"see":"all","create":"all","edit":"all","delete":"all","export":"all"},
    "identity-document":{"see":"all","create":"all","edit":"all","delete":"all"},
    "bank-account":{"see":"all","create":"all","edit":"all","delete":"all"},
    "share":{"see":"all","create":"all","delete":"all"},"conflict":{"see":"all","edit":"all"},
    "history-event":{"see":"all"},
    "user":{"see":"all","create":"all","edit":"all"},"branch":{"see":"all","create":"all","edit":"all","delete":"all"},
    "role":{"see":"all","edit":"all"},"right-exception":{"see":"all","create":"all","delete":"all"},
    "deputy":{"see":"all","create":"all","delete":"all"},
    "device":{"see":"all","delete":"all"},"audit":{"see":"all","export":"all"}}')
) as r (code, name, rights);

-- An exit names the kind of the row (its number in the feed) and why; level s: a share of the person
-- in scope has ended.
alter table sync_exit add column kind smallint not null default 3;
alter table sync_exit add column reason text;

-- What hangs on a customer is also looked up by it and by version, for those it is shared with.
drop index contact_point_customer;
drop index conflict_customer;
drop index history_event_customer;
create index contact_point_customer on contact_point (customer, ver);
create index conflict_customer on conflict (customer, ver);
create index history_event_customer on history_event (customer, ver);

-- branch_lsn: whatever was committed behind it in the epoch before does not exist here; null: nobody
-- knows. branch_xid: the first transaction here. lossless: an operator says nothing is missing.
-- horizon_ver: tombstones and exits below it were purged.
alter table sync_epoch add column branch_xid bigint not null default 0;
alter table sync_epoch add column branch_lsn pg_lsn;
alter table sync_epoch add column lossless boolean not null default false;
alter table sync_epoch add column horizon_ver bigint not null default 0;

-- A transaction may have committed later than another with a higher number, so only the place in the
-- log tells what a promoted standby has. It keeps where its recovery ended until it is restarted.
create or replace function sync_open_epoch(fresh boolean) returns text
language plpgsql as $$
declare
  current sync_epoch;
  here bigint := (select system_identifier from pg_control_system());
  db oid := (select oid from pg_database where datname = current_database());
  first_xid bigint := pg_snapshot_xmax(pg_current_snapshot())::text::bigint;
  is_same boolean;
begin
  perform pg_advisory_xact_lock(7305, 1);
  select * into current from sync_epoch order by n desc limit 1;
  is_same := current.system_identifier = here and current.database = db;
  if current.n is null or fresh or not is_same or current.timeline <> sync_timeline() then
    insert into sync_epoch (n, token, system_identifier, timeline, database, branch_xid, branch_lsn,
                            horizon_ver)
    values (coalesce(current.n, 0) + 1, replace(gen_random_uuid()::text, '-', ''), here,
            sync_timeline(), db, first_xid,
            case when is_same and not fresh then pg_last_wal_replay_lsn() end,
            coalesce(current.horizon_ver, 0))
    returning * into current;
  end if;
  return current.token;
end
$$;

-- Whether somebody sees a row: level of its kind (0 none, 1 own, 2 branch, 3 all), whose row it is, the
-- customer it hangs on, and for whom somebody stands, his branch, the customers shared with him.
create function sync_sees(level integer, owner uuid, branch uuid, root uuid,
                          owners uuid[], my_branch uuid, shared uuid[]) returns boolean
language sql immutable as $$
  select coalesce(level = 3
                  or level >= 1 and (owner = any(owners) or root = any(shared))
                  or level = 2 and branch = my_branch, false)
$$;

select app_grant();
