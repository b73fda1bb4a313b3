-- Branches of people and customers that do not exist.
select distinct x.branch::text as broken
from (select branch from app_user union select branch from customer) as x
where x.branch is not null and not exists (select from branch b where b.id = x.branch)
limit 1000
