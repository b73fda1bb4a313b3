-- SPDX-License-Identifier: GPL-3.0-or-later
-- At most $2 customers behind the id $1 with what is compared; lists are separated by line feeds.
select c.id, c.type, c.last_name, c.first_name, c.middle_name, c.sex, c.birth_date, c.company_name, c.inn, c.kpp,
       coalesce(c.address_text, concat_ws(', ', c.address_region, c.address_city, c.address_street, c.address_house,
                                          c.address_flat)) as address,
       p.phones, p.emails, d.documents, o.vins
from (select * from customer where not deleted and id > $1::uuid order by id limit $2::integer) as c
left join lateral (
  select string_agg(value, e'\n') filter (where type = 'phone') as phones,
         string_agg(value, e'\n') filter (where type = 'email') as emails
  from contact_point where customer = c.id and not deleted) as p on true
left join lateral (
  select string_agg(type || ':' || coalesce(series, '') || number, e'\n') as documents
  from identity_document where customer = c.id and not deleted and number is not null) as d on true
left join lateral (
  select string_agg(coalesce(vin, plate), e'\n') as vins
  from insured_object where customer = c.id and not deleted and coalesce(vin, plate) is not null) as o on true
order by c.id
