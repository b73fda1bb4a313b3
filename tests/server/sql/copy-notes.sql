-- For test-pool only.
copy note (id, text) from stdin
