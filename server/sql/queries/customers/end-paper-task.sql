-- SPDX-License-Identifier: GPL-3.0-or-later
-- The document $1 is renewed, or gone: its task, while it is open, is done by itself; a later end makes another one.
with link as (
  delete from document_task where document = $1::uuid returning task
)
update task t
set done_at = now(), outcome = 'document-changed', rev = t.rev + 1, ver = (select sync_ver())
from link
where t.id = link.task and t.done_at is null and not t.deleted
