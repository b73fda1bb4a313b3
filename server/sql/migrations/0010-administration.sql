-- SPDX-License-Identifier: GPL-3.0-or-later
-- What administration looks at: whose record an act in the audit was about. And a table that nobody has used since
-- sign_in_try came.

drop table sign_in_failure;

-- Whether a record of this kind is of the branch, or is not there at all. As it is now: who reads the audit of a branch
-- learns nothing of what belongs to another one, whoever of his people worked on it.
create function audit_is_of_branch(kind text, record uuid, place uuid) returns boolean
language sql stable as $$
  select coalesce(case kind
    when 'customer' then (select r.branch is not distinct from place from customer r where r.id = record)
    when 'contact-point' then (select r.branch is not distinct from place from contact_point r where r.id = record)
    when 'identity-document' then
      (select r.branch is not distinct from place from identity_document r where r.id = record)
    when 'bank-account' then (select r.branch is not distinct from place from bank_account r where r.id = record)
    when 'conflict' then (select r.branch is not distinct from place from conflict r where r.id = record)
    when 'share' then (select r.branch is not distinct from place from share r where r.id = record)
    when 'right-exception' then (select r.branch is not distinct from place from right_exception r where r.id = record)
    when 'deputy' then
      (select u.branch is not distinct from place
       from deputy r
       join app_user u on u.id = r.absent
       where r.id = record)
    when 'user' then (select r.branch is not distinct from place from app_user r where r.id = record)
  end, true)
$$;
