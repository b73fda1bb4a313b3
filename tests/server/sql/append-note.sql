-- For test-pool only.
update note set text = text || $2 where id = $1
