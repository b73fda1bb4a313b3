-- SPDX-License-Identifier: GPL-3.0-or-later
-- What every synced table has, so that the migration of a new kind only names its own fields:
--
--   create table policy (customer uuid not null, number text not null);
--   select app_make_kind('policy', 13, 'hanging');
--   select app_give_rights('policy', '{"agent":{"see":"own","edit":"own"},"head":{"see":"branch"}}');

-- scope as in kinds.table; above: the column that names what a row hangs on between it and the customer.
-- Without a line there yet, the table is filled by nobody and harms nobody.
create function app_make_kind(target text, kind integer, scope text, above text default null) returns void
language plpgsql as $$
begin
  if scope not in ('everybody', 'loose', 'hanging') then
    raise exception 'no such scope: %', scope;
  end if;
  execute format('alter table %I add column id uuid primary key, add column ver bigint not null,'
                 ' add column rev integer not null default 1, add column deleted boolean not null default false,'
                 ' add column revs json', target);
  execute format('create index %I on %I (ver, id)', target || '_feed', target);
  execute format('create index %I on %I (ver) where deleted', target || '_dead', target);
  if scope <> 'everybody' then
    execute format('alter table %I add column owner uuid, add column branch uuid', target);
    execute format('create index %I on %I (owner, ver, id)', target || '_feed_owner', target);
    execute format('create index %I on %I (branch, ver, id)', target || '_feed_branch', target);
    perform app_secure(target, kind, case when scope = 'hanging' then 'customer' else 'null::uuid' end);
    execute format('alter policy work on %I with check (sync_is_work())', target);
  end if;
  if scope = 'hanging' then
    execute format('create index %I on %I (customer, ver)', target || '_customer', target);
  end if;
  if above is not null then
    execute format('create index %I on %I (%I)', target || '_' || above, target, above);
  end if;
end
$$;

-- Canonical: compact, members in order.
create function app_merge_rights(rights json, subject text, actions json) returns json
language sql stable as $$
  select coalesce('{' || string_agg(to_json(s.key) || ':' || (
                    select '{' || string_agg(to_json(a.key) || ':' || a.value, ',' order by a.key collate "C") || '}'
                    from json_each(s.value) as a), ',' order by s.key collate "C") || '}', '{}')::json
  from (select key, value from json_each(rights) where key <> subject
        union all
        select subject, actions where actions::text <> '{}') as s
$$;

-- Gives roles, by their code, rights to a new subject. A role somebody has changed gets them as well; others that
-- were made here since are for the administrator.
create function app_give_rights(subject text, given json) returns void
language sql volatile as $$
  update role r
  set rights = app_merge_rights(r.rights, subject, g.value), rev = r.rev + 1, ver = sync_ver()
  from json_each(given) as g
  where r.code = g.key and not r.deleted
$$;
