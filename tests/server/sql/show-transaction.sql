-- For test-pool only.
select current_setting('transaction_isolation'), current_setting('transaction_read_only'), current_setting('TimeZone')
