-- SPDX-License-Identifier: GPL-3.0-or-later
-- Of the customer $1: whether it left the scope of the person $2 or of the branch $3 of a head, or was once
-- his; and whether it is shared with the person today.
select exists (select from sync_exit e
               where e.id = $1::uuid
                 and (e.level = 'o' and e.scope = $2::uuid or e.level = 'b' and e.scope = $3::uuid))
    or exists (select from customer c where c.id = $1::uuid and c.created_by = $2::uuid) as has_moved,
       exists (select from share s
               where s.customer = $1::uuid and s.user_id = $2::uuid and not s.deleted
                 and (s.ends_on is null or s.ends_on >= (now() at time zone 'Europe/Moscow')::date))
         as is_shared
