-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the merge $1 kept, where its owner of then works now, and whether it is not too old to be undone.
select k.survivor, k.other, k.into_was, k.into_now, k.other_was,
       (select u.branch from app_user u where u.id = (k.other_was ->> 'owner')::uuid) as branch,
       k.at > now() - interval '90 days' as is_open
from merge_keep k
where k.merge = $1::uuid
