-- SPDX-License-Identifier: GPL-3.0-or-later
-- Forgets at most $2 tombstones of each kind and exits below the horizon, and sessions that ended $1 days ago,
-- unless their device still has to hear that it is to wipe itself;
-- customers, people and branches stay, for others name them. Gives how many. The horizon was raised in an earlier
-- transaction, so that nobody still reads below it.
with horizon as materialized (
  select horizon_ver as ver from sync_epoch order by n desc limit 1
), contact_point_gone as (
  delete from contact_point where id in (
    select id from contact_point where deleted and ver < (select ver from horizon) order by ver limit $2::integer)
  returning 1
), conflict_gone as (
  delete from conflict where id in (
    select id from conflict where deleted and ver < (select ver from horizon) order by ver limit $2::integer)
  returning 1
), history_event_gone as (
  delete from history_event where id in (
    select id from history_event where deleted and ver < (select ver from horizon) order by ver limit $2::integer)
  returning 1
), identity_document_gone as (
  delete from identity_document where id in (
    select id from identity_document where deleted and ver < (select ver from horizon) order by ver limit $2::integer)
  returning 1
), bank_account_gone as (
  delete from bank_account where id in (
    select id from bank_account where deleted and ver < (select ver from horizon) order by ver limit $2::integer)
  returning 1
), role_gone as (
  delete from role where id in (
    select id from role where deleted and ver < (select ver from horizon) order by ver limit $2::integer)
  returning 1
), right_exception_gone as (
  delete from right_exception where id in (
    select id from right_exception where deleted and ver < (select ver from horizon) order by ver limit $2::integer)
  returning 1
), deputy_gone as (
  delete from deputy where id in (
    select id from deputy where deleted and ver < (select ver from horizon) order by ver limit $2::integer)
  returning 1
), share_gone as (
  delete from share where id in (
    select id from share where deleted and ver < (select ver from horizon) order by ver limit $2::integer)
  returning 1
), exit_gone as (
  delete from sync_exit where (level, scope, id) in (
    select level, scope, id from sync_exit where ver < (select ver from horizon)
    order by ver limit $2::integer)
  returning 1
), session_gone as (
  delete from session
  where id in (
    select id from session
    where ended_at < now() - make_interval(days => $1::integer)
      and (not wipe or wipe_told_at is not null) limit $2::integer)
     or id in (
    select id from session
    where ended_at is null and expires_at < now() - make_interval(days => $1::integer) limit $2::integer)
  returning 1
)
select (select count(*) from contact_point_gone)
       + (select count(*) from conflict_gone)
       + (select count(*) from history_event_gone)
       + (select count(*) from identity_document_gone)
       + (select count(*) from bank_account_gone)
       + (select count(*) from role_gone)
       + (select count(*) from right_exception_gone)
       + (select count(*) from deputy_gone)
       + (select count(*) from share_gone)
       + (select count(*) from exit_gone)
       + (select count(*) from session_gone) as n
