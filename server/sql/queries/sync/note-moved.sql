-- SPDX-License-Identifier: GPL-3.0-or-later
-- In the merge $1 the row $3 of the kind $2 counts as moved (m) or as the survivor's own (s): $4.
insert into merge_row (merge, act, kind, id) values ($1::uuid, $4::"char", $2::smallint, $3::uuid)
on conflict do nothing
