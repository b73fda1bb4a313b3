-- Contact points whose customer does not exist, or is deleted while they are not.
select p.id::text as broken
from contact_point p
left join customer c on c.id = p.customer
where c.id is null or (c.deleted and not p.deleted)
limit 1000
