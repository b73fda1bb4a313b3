-- For test-pool and bench-pool only.
select text from note where id = $1
