-- SPDX-License-Identifier: GPL-3.0-or-later
-- A task $1 about the document $2, which ends on $3: of the owner $4 in the branch $5, about the customer $6, with the
-- text $7, due on $8.
with made as (
  insert into task (id, ver, owner, branch, customer, text, due_at, source)
  values ($1::uuid, (select sync_ver()), $4::uuid, $5::uuid, $6::uuid, $7::text, $8::timestamptz, 'document-expiry')
)
insert into document_task (document, task, ends_on) values ($2::uuid, $1::uuid, $3::date)
