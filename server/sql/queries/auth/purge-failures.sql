-- SPDX-License-Identifier: GPL-3.0-or-later
-- What nobody counts any more.
delete from sign_in_failure where last_at < now() - interval '1 day'
