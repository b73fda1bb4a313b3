-- An epoch and a secret must be there; the epoch is of this very database.
select 'there is no epoch' as broken where not exists (select from sync_epoch)
union all
select 'there is no secret' where not exists (select from server_secret where length(secret) = 32)
union all
select 'the newest epoch belongs to another database'
from (select database from sync_epoch order by n desc limit 1) as newest
where newest.database <> (select oid from pg_database where datname = current_database())
