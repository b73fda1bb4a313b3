-- SPDX-License-Identifier: GPL-3.0-or-later
-- What hangs on the customer $1 goes with it.
with point as (
  update contact_point set deleted = true, rev = rev + 1, ver = (select sync_ver())
  where customer = $1::uuid and not deleted
), document as (
  update identity_document set deleted = true, rev = rev + 1, ver = (select sync_ver())
  where customer = $1::uuid and not deleted
)
update bank_account set deleted = true, rev = rev + 1, ver = (select sync_ver())
where customer = $1::uuid and not deleted
