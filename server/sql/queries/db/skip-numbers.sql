-- After a crash PostgreSQL may give numbers of transactions a second time: those that were rolled back shortly
-- before, of which nothing had reached the disk. Who has read the feed past such a number would miss what is
-- committed under it, so each connection leaves some behind it before it writes anything.
do $$
declare
  usual text := current_setting('synchronous_commit');
begin
  if pg_is_in_recovery() or current_setting('transaction_read_only') = 'on' then
    return;
  end if;
  perform set_config('synchronous_commit', 'off', false);
  for i in 1 .. 1000 loop
    perform pg_current_xact_id();
    commit;
  end loop;
  -- This one takes them all to the disk.
  perform set_config('synchronous_commit', usual, false);
  perform pg_current_xact_id();
  commit;
end
$$
