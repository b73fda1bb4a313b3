-- SPDX-License-Identifier: GPL-3.0-or-later
-- Signing in: passwords that must be changed, second factors, devices that are to wipe what they have, and
-- how often somebody may try.

alter table app_user add column must_change_password boolean not null default false;
alter table app_user add column password_set_at timestamptz;

-- wipe: the device was told, or will be told when it comes, to wipe its cache.
alter table session add column platform text;
alter table session add column wipe boolean not null default false;
alter table session add column wipe_told_at timestamptz;

-- The secret is sealed with the key of the server. Not confirmed: it was shown, and counts for nothing
-- yet. last_step: the newest code that was used, so that none is used twice.
create table user_totp (
  user_id      uuid primary key references app_user (id),
  secret       bytea not null,
  created_at   timestamptz not null default now(),
  confirmed_at timestamptz,
  last_step    bigint not null default 0
);

-- Only hashes; what was used stays, so that it is known.
create table user_recovery_code (
  user_id uuid not null references app_user (id),
  hash    bytea not null,
  used_at timestamptz,
  primary key (user_id, hash)
);

-- Tries that count as failures until they turn out well: of a login from places nobody knows, of a
-- login on one device of its owner, of an address. The key is a hash, because people also type their
-- password where the login belongs. sign_in_failure of older servers is not used any more.
create table sign_in_try (
  key      text primary key,
  failures integer not null default 0,
  last_at  timestamptz not null default now()
);
create index sign_in_try_age on sign_in_try (last_at);
