-- What a backup says about itself: epoch, number of the newest migration, version of the server, time.
select (select token from sync_epoch order by n desc limit 1) as epoch,
       (select max(number) from schema_migration) as schema,
       current_setting('server_version') as postgres,
       to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_at
