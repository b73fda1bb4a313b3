-- SPDX-License-Identifier: GPL-3.0-or-later
-- What one person may see today: kind, id, version. Written from the rules, not from the server's queries:
-- no function, index or setting of the product is used, and each row is asked on its own.
with self as (
  select u.id, u.branch, r.rights::jsonb as rights,
         (now() at time zone coalesce(b.time_zone, 'Europe/Moscow'))::date as day
  from app_user u join role r on r.code = u.role left join branch b on b.id = u.branch
  where u.id = :user and u.active),
stands as (
  select id from self
  union
  select d.absent from deputy d, self
  where d.deputy = self.id and not d.deleted and self.day >= d.starts_on and self.day <= d.ends_on),
given as (
  select s.customer from share s, self
  where s.user_id = self.id and not s.deleted and (s.ends_on is null or s.ends_on >= self.day)),
rule as (
  select k.kind,
         coalesce((select x.scope from right_exception x, self
                   where x.user_id = self.id and x.subject = k.kind and x.action = 'see' and not x.deleted
                     and self.day >= x.starts_on and (x.ends_on is null or self.day <= x.ends_on)
                   order by x.starts_on desc, x.id desc limit 1),
                  (select self.rights #>> array[k.kind, 'see'] from self), 'none') as scope
  from (values ('user'), ('branch'), ('role'), ('deputy'), ('customer'), ('contact-point'), ('conflict'),
               ('history-event'), ('identity-document'), ('bank-account'), ('right-exception'), ('share')) k (kind)),
thing as (
  select 'user' as kind, id, rev, deleted, null::uuid as owner, null::uuid as branch, null::uuid as root from app_user
  union all select 'branch', id, rev, deleted, null, null, null from branch
  union all select 'role', id, rev, deleted, null, null, null from role
  union all select 'deputy', id, rev, deleted, null, null, null from deputy
  union all select 'right-exception', x.id, x.rev, x.deleted, u.id, u.branch, null
    from right_exception x join app_user u on u.id = x.user_id
  union all select 'customer', id, rev, deleted, owner, branch, id from customer
  union all select 'contact-point', k.id, k.rev, k.deleted, c.owner, c.branch, c.id
    from contact_point k join customer c on c.id = k.customer
  union all select 'conflict', k.id, k.rev, k.deleted, c.owner, c.branch, c.id
    from conflict k join customer c on c.id = k.customer
  union all select 'history-event', k.id, k.rev, k.deleted, c.owner, c.branch, c.id
    from history_event k join customer c on c.id = k.customer
  union all select 'identity-document', k.id, k.rev, k.deleted, c.owner, c.branch, c.id
    from identity_document k join customer c on c.id = k.customer
  union all select 'bank-account', k.id, k.rev, k.deleted, c.owner, c.branch, c.id
    from bank_account k join customer c on c.id = k.customer
  union all select 'share', k.id, k.rev, k.deleted, c.owner, c.branch, c.id
    from share k join customer c on c.id = k.customer),
near as (
  select t.*,
         case when coalesce(t.owner in (select id from stands), false)
                or coalesce(t.root in (select customer from given), false) then array['own', 'branch', 'all']
              when coalesce(t.branch = (select branch from self), false) then array['branch', 'all']
              else array['all'] end as scopes
  from thing t where not t.deleted)
select n.kind, n.id, n.rev
from near n
where exists (select from self)
  and (select scope from rule where kind = n.kind) = any(n.scopes)
  and (n.root is null or (select scope from rule where kind = 'customer') = any(n.scopes))
