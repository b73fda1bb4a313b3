-- SPDX-License-Identifier: GPL-3.0-or-later
-- History that is told, not lived: of demo data.
copy history_event (
  id, ver, owner, branch, customer, record_kind, record, action, actor, at, done_at, changes)
from stdin
