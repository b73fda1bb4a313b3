-- SPDX-License-Identifier: GPL-3.0-or-later
-- A new import $1 of $2 on the device $3, called $4, with the plan $5.
insert into import_job (id, actor, device, title, plan)
values ($1::uuid, $2::uuid, $3::uuid, $4, $5)
on conflict do nothing
returning id
