-- SPDX-License-Identifier: GPL-3.0-or-later
-- The job $1 of the kind $2, made by $3 on the device $4: the customers of the person $5 go to $6 (null:
-- with him into his branch) because of $7.
insert into job (id, kind, actor, device, person, receiver, reason, total)
values ($1::uuid, $2, $3::uuid, $4::uuid, $5::uuid, $6::uuid, $7::text,
        (select count(*) from customer where owner = $5::uuid))
