-- SPDX-License-Identifier: GPL-3.0-or-later
-- What hangs on the branch $1: people, customers (at most one is looked for), branches below.
select (select count(*) from app_user where branch = $1::uuid and not deleted) as people,
       (select count(*) from (select from customer where branch = $1::uuid and not deleted limit 1) as c)
         as customers,
       (select count(*) from branch where parent = $1::uuid and not deleted) as branches
