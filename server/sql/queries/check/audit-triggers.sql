-- SPDX-License-Identifier: GPL-3.0-or-later
-- Triggers that should guard the audit and do not: absent, or not always at work.
select t.relation || '.' || t.name as broken
from (values ('command', 'command_append_only'), ('command', 'command_keep'),
             ('audit_event', 'audit_event_append_only'), ('audit_event', 'audit_event_keep'),
             ('audit_seal', 'audit_seal_append_only'), ('audit_seal', 'audit_seal_keep'))
  as t (relation, name)
where not exists (select from pg_trigger g
                  where g.tgrelid = t.relation::regclass and g.tgname = t.name and g.tgenabled = 'A')
