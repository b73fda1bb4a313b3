-- SPDX-License-Identifier: GPL-3.0-or-later
-- What hangs on the customers $1 follows them to the owner $2 and the branch $3.
with point as (
  update contact_point set owner = $2::uuid, branch = $3::uuid, ver = (select sync_ver())
  where customer = any ($1::uuid[])
), document as (
  update identity_document set owner = $2::uuid, branch = $3::uuid, ver = (select sync_ver())
  where customer = any ($1::uuid[])
), account as (
  update bank_account set owner = $2::uuid, branch = $3::uuid, ver = (select sync_ver())
  where customer = any ($1::uuid[])
), shown as (
  update share set owner = $2::uuid, branch = $3::uuid, ver = (select sync_ver())
  where customer = any ($1::uuid[])
), clash as (
  update conflict set owner = $2::uuid, branch = $3::uuid, ver = (select sync_ver())
  where customer = any ($1::uuid[])
)
update history_event set owner = $2::uuid, branch = $3::uuid, ver = (select sync_ver())
where customer = any ($1::uuid[])
