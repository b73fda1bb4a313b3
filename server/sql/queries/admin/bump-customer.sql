-- SPDX-License-Identifier: GPL-3.0-or-later
-- The customer $1 with all that hangs on him gets a new place in the feed, so that those who see him from
-- now on receive him; what people call the version stays.
with now as materialized (select sync_ver() as ver),
a as (update customer set ver = (select ver from now) where id = $1::uuid),
b as (update contact_point set ver = (select ver from now) where customer = $1::uuid),
c as (update conflict set ver = (select ver from now) where customer = $1::uuid),
d as (update identity_document set ver = (select ver from now) where customer = $1::uuid),
e as (update bank_account set ver = (select ver from now) where customer = $1::uuid),
f as (update share set ver = (select ver from now) where customer = $1::uuid)
update history_event set ver = (select ver from now) where customer = $1::uuid
