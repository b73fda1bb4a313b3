-- SPDX-License-Identifier: GPL-3.0-or-later
-- About how many customers there are, and the version from which on everything is newer than this scan.
select count(*) as n, sync_ver() as ver from customer where not deleted
