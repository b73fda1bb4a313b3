-- Rows whose place in the feed has not come yet would never be served.
with limits as (
  select (n::bigint << 44) | pg_snapshot_xmax(pg_current_snapshot())::text::bigint as next
  from sync_epoch order by n desc limit 1
), tops as (
  select 'customer' as kind, max(ver) as top from customer
  union all select 'contact_point', max(ver) from contact_point
  union all select 'identity_document', max(ver) from identity_document
  union all select 'bank_account', max(ver) from bank_account
  union all select 'share', max(ver) from share
  union all select 'role', max(ver) from role
  union all select 'right_exception', max(ver) from right_exception
  union all select 'deputy', max(ver) from deputy
  union all select 'conflict', max(ver) from conflict
  union all select 'history_event', max(ver) from history_event
  union all select 'app_user', max(ver) from app_user
  union all select 'branch', max(ver) from branch
  union all select 'sync_exit', max(ver) from sync_exit
)
select kind as broken from tops, limits where top >= next
