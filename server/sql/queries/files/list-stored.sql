-- SPDX-License-Identifier: GPL-3.0-or-later
-- At most $2 digests behind $1 whose bytes should be here, in order.
select distinct digest from attachment where stored and not deleted and digest > $1::text order by digest limit $2::integer
