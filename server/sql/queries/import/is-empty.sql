-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whether nobody has worked with this database yet.
select not exists (select from app_user) and not exists (select from customer)
