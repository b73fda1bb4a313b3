-- History must carry the owner and branch of its customer.
select h.id::text as broken
from history_event h
join customer c on c.id = h.customer
where h.owner is distinct from c.owner or h.branch is distinct from c.branch
limit 1000
