-- For test-pool only.
select raise_state($1)
