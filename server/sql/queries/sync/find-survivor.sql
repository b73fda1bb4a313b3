-- SPDX-License-Identifier: GPL-3.0-or-later
-- Into whom the customer $1 was merged, and the merge.
select m.customer, m.id from merge m where m.other = $1::uuid and m.undone_at is null and not m.deleted
order by m.id desc
limit 1
