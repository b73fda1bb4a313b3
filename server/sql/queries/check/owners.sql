-- Owners of customers that do not exist.
select distinct c.owner::text as broken
from customer c
where c.owner is not null and not exists (select from app_user u where u.id = c.owner)
limit 1000
