-- SPDX-License-Identifier: GPL-3.0-or-later
-- What a sealer needs to know: the watermark, whether this is the incarnation the epoch is of, the number
-- of the epoch, the last seal, and whether something below the watermark is not sealed.
with e as (
  select n as epoch,
         (n::bigint << 44) | pg_snapshot_xmin(pg_current_snapshot())::text::bigint as watermark,
         timeline = substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) as is_current
  from sync_epoch order by n desc limit 1
), s as (
  select n, to_ver, encode(hash, 'hex') as hash from audit_seal order by n desc limit 1
)
select e.watermark, e.is_current, e.epoch, coalesce(s.n, 0) as n, coalesce(s.to_ver, 0) as to_ver, s.hash,
       exists (select from command c where c.ver >= coalesce(s.to_ver, 0) and c.ver < e.watermark)
       or exists (select from audit_event v where v.ver >= coalesce(s.to_ver, 0) and v.ver < e.watermark)
         as has_news
from e left join s on true
