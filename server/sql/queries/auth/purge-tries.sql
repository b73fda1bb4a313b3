-- SPDX-License-Identifier: GPL-3.0-or-later
-- What nobody counts any more.
delete from sign_in_try
where key in (select key from sign_in_try
              where last_at < now() - interval '1 hour'
              limit 1000
              for update skip locked)
