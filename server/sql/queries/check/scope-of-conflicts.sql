-- Conflicts must carry the owner and branch of their customer.
select f.id::text as broken
from conflict f
join customer c on c.id = f.customer
where f.owner is distinct from c.owner or f.branch is distinct from c.branch
limit 1000
