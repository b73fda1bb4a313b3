-- For test-pool only.
insert into note (id, text) values ($1, $2)
