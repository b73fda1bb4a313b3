-- SPDX-License-Identifier: GPL-3.0-or-later
-- What went with the customer $1 comes back with it; what was deleted by itself is stamped with the
-- version in which it was, and stays away.
with point as (
  update contact_point set deleted = false, rev = rev + 1, ver = (select sync_ver())
  where customer = $1::uuid and deleted and coalesce((revs -> '*' ->> 0)::integer, 0) <> rev
), document as (
  update identity_document set deleted = false, rev = rev + 1, ver = (select sync_ver())
  where customer = $1::uuid and deleted and coalesce((revs -> '*' ->> 0)::integer, 0) <> rev
)
update bank_account set deleted = false, rev = rev + 1, ver = (select sync_ver())
where customer = $1::uuid and deleted and coalesce((revs -> '*' ->> 0)::integer, 0) <> rev
