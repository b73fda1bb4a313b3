-- SPDX-License-Identifier: GPL-3.0-or-later
-- Saved views reach those with whom they are shared. The branch of a row that belongs to nobody in particular
-- may be the one of everybody, 00000000-…: whoever sees the kind in a branch sees it, whatever the branch.

create or replace function sync_sees(level integer, owner uuid, branch uuid, root uuid,
                                     owners uuid[], my_branch uuid, shared uuid[]) returns boolean
language sql immutable as $$
  select coalesce(level = 3
                  or level >= 1 and (owner = any(owners) or root = any(shared))
                  or level = 2 and (branch = my_branch or branch = '00000000-0000-0000-0000-000000000000'), false)
$$;

-- Views that are not shared have no branch, so that seeing a branch shows only what was meant for it.
update saved_view set branch = null, rev = rev + 1, ver = sync_ver() where sharing = 'own';
update saved_view set branch = '00000000-0000-0000-0000-000000000000', rev = rev + 1, ver = sync_ver()
where sharing = 'all';

select app_give_rights('saved-view', '{
  "agent": {"see":"branch","create":"branch","edit":"own","delete":"own"},
  "adjuster": {"see":"branch","create":"branch","edit":"own","delete":"own"},
  "marketer": {"see":"branch","create":"branch","edit":"own","delete":"own"},
  "accountant": {"see":"branch","create":"branch","edit":"own","delete":"own"},
  "head": {"see":"branch","create":"branch","edit":"branch","delete":"branch"},
  "director": {"see":"all","create":"all","edit":"all","delete":"all"},
  "administrator": {"see":"all","create":"all","edit":"all","delete":"all"}
}');
