-- For test-pool only.
select pg_sleep($1::float8)
