-- For test-pool only.
select count(*) from note
