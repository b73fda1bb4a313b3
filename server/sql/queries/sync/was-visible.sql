-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whether the customer $1 left the scope of the person $2 or of the branch $3 of a head, or was once his; or the record $4 came to
-- $1 with a customer who did.
select exists (select from sync_exit e
               where e.id = $1::uuid
                 and (e.level = 'o' and e.scope = $2::uuid or e.level = 'b' and e.scope = $3::uuid))
    or exists (select from customer c where c.id = $1::uuid and c.created_by = $2::uuid)
    or exists (select from merge_row r
               join merge_keep k on k.merge = r.merge
               join sync_exit e on e.id = k.other
               where r.id = $4::uuid and r.act = 'm' and k.survivor = $1::uuid
                 and (e.level = 'o' and e.scope = $2::uuid or e.level = 'b' and e.scope = $3::uuid))
