-- Contact points must carry the owner and branch of their customer, or people see too much or too little.
select p.id::text as broken
from contact_point p
join customer c on c.id = p.customer
where p.owner is distinct from c.owner or p.branch is distinct from c.branch
limit 1000
