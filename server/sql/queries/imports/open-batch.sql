-- SPDX-License-Identifier: GPL-3.0-or-later
-- The batch $4 of the file $3, its part $5, of the import $1 in the phase $2; no row: it is done, or stopped.
insert into import_batch (import, phase, file, batch, part)
select $1::uuid, $2, $3::integer, $4::integer, $5::integer
from import_job
where id = $1::uuid and runner = $6::uuid and state = case $2 when 'check' then 'checking' else 'running' end
on conflict do nothing
returning batch
