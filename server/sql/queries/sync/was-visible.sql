-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whether the customer $1 left the scope of the person $2 or of the branch $3 of a head, or was once his.
select exists (select from sync_exit e
               where e.id = $1::uuid
                 and (e.level = 'o' and e.scope = $2::uuid or e.level = 'b' and e.scope = $3::uuid))
    or exists (select from customer c where c.id = $1::uuid and c.created_by = $2::uuid)
