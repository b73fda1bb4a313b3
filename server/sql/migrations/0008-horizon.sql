-- SPDX-License-Identifier: GPL-3.0-or-later
-- Tombstones and exits are forgotten after a while, and sessions that ended; but not customers, people and
-- branches, which other rows name.

-- Up to where the feed was on which day: how old a version is.
create table sync_mark (
  day date primary key,
  ver bigint not null
);

create index contact_point_dead on contact_point (ver) where deleted;
create index conflict_dead on conflict (ver) where deleted;
create index history_event_dead on history_event (ver) where deleted;
create index identity_document_dead on identity_document (ver) where deleted;
create index bank_account_dead on bank_account (ver) where deleted;
create index role_dead on role (ver) where deleted;
create index right_exception_dead on right_exception (ver) where deleted;
create index deputy_dead on deputy (ver) where deleted;
create index share_dead on share (ver) where deleted;
create index sync_exit_age on sync_exit (ver);
