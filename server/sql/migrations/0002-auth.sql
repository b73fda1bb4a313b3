-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who is signed in, and who has tried without success.

-- Only a hash of the token is here. An ended session stays: its device is known to its owner.
create table session (
  id          uuid primary key,
  user_id     uuid not null references app_user (id),
  device      uuid not null,
  device_name text not null,
  token_hash  bytea not null unique,
  created_at  timestamptz not null default now(),
  seen_at     timestamptz not null default now(),
  expires_at  timestamptz not null,
  ended_at    timestamptz
);
create index session_of_user on session (user_id, device);
create index session_ended on session (ended_at) where ended_at is not null;
create index session_expires on session (expires_at) where ended_at is null;

-- Failures of one login from one place ("address 192.0.2.1", or "device ID" for a device that its
-- owner has signed in from before).
create table sign_in_failure (
  login    text not null,
  place    text not null,
  failures integer not null default 1,
  last_at  timestamptz not null default now(),
  primary key (login, place)
);
create index sign_in_failure_place on sign_in_failure (place, last_at);
create index sign_in_failure_age on sign_in_failure (last_at);
