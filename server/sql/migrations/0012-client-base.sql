-- SPDX-License-Identifier: GPL-3.0-or-later
-- The client base: policies with what hangs on them, objects that can be insured, relations, consents, files,
-- duplicates, offers, views, notes and tasks, and what everybody sees of the company's products and texts.

create table policy (
  customer uuid not null,
  product text,
  series text,
  number text,
  insurer text,
  starts_on date,
  ends_on date,
  issued_on date,
  premium_kopecks bigint,
  sum_insured_kopecks bigint,
  status text,
  agent uuid,
  objects json,
  external_id text,
  note text
);
select app_make_kind('policy', 13, 'hanging');

create table insured_object (
  customer uuid not null,
  type text,
  title text,
  vin text,
  body_number text,
  plate text,
  make text,
  model text,
  year bigint,
  power_hp numeric,
  cadastral_number text,
  address text,
  person uuid,
  external_id text,
  note text
);
select app_make_kind('insured_object', 14, 'hanging');

create table beneficiary (
  policy uuid not null,
  customer uuid not null,
  insured_object uuid,
  beneficiary uuid,
  name text,
  share numeric,
  place bigint,
  starts_on date,
  ends_on date,
  document uuid
);
select app_make_kind('beneficiary', 15, 'hanging', 'policy');

create table instalment (
  policy uuid not null,
  customer uuid not null,
  no bigint,
  due_on date,
  amount_kopecks bigint,
  paid_kopecks bigint,
  paid_on date,
  method text,
  status text
);
select app_make_kind('instalment', 16, 'hanging', 'policy');

create table relation (
  customer uuid not null,
  other uuid,
  name text,
  phone text,
  email text,
  type text,
  job text,
  household boolean
);
select app_make_kind('relation', 17, 'hanging');

create table consent (
  customer uuid not null,
  purpose text,
  channel text,
  consent_text uuid,
  given_at timestamptz,
  evidence text,
  evidence_note text,
  attachment uuid,
  valid_to date,
  withdrawn_at timestamptz,
  withdrawn_channel text,
  author uuid
);
select app_make_kind('consent', 18, 'hanging');

create table consent_text (
  purpose text,
  text_version bigint,
  title text,
  text text,
  digest text,
  valid_from date
);
select app_make_kind('consent_text', 19, 'everybody');

create table attachment (
  customer uuid not null,
  owner_kind text,
  owner_record uuid,
  name text,
  media_type text,
  size bigint,
  digest text
);
select app_make_kind('attachment', 20, 'hanging');

create table duplicate (
  customer uuid not null,
  other uuid,
  score bigint,
  reasons json,
  status text
);
select app_make_kind('duplicate', 21, 'hanging');

create table merge (
  customer uuid not null,
  other uuid,
  other_name text,
  at timestamptz,
  undone_at timestamptz,
  choices json
);
select app_make_kind('merge', 22, 'hanging');

create table offer (
  customer uuid not null,
  rule text,
  product text,
  object uuid,
  status text,
  reason text,
  offered_on date,
  decided_on date,
  silent_until date,
  premium_kopecks bigint
);
select app_make_kind('offer', 23, 'hanging');

create table offer_rule (
  code text not null,
  product text,
  title text,
  reason text,
  conditions json,
  priority bigint,
  starts_on date,
  ends_on date,
  active boolean
);
select app_make_kind('offer_rule', 24, 'everybody');

create table saved_view (
  page text,
  name text,
  sharing text,
  definition json
);
select app_make_kind('saved_view', 25, 'loose');

create table note (
  customer uuid not null,
  text text,
  pinned boolean,
  author uuid,
  at timestamptz
);
select app_make_kind('note', 26, 'hanging');

create table task (
  text text,
  customer uuid,
  policy uuid,
  due_at timestamptz,
  done_at timestamptz,
  outcome text,
  source text
);
select app_make_kind('task', 27, 'loose');

create table product (
  code text not null,
  name text,
  family text,
  icon text,
  active boolean
);
select app_make_kind('product', 28, 'everybody');

-- What an import and a command look for.
create index policy_number on policy (number) where number is not null;
create index policy_external on policy (external_id) where external_id is not null;
create index insured_object_external on insured_object (external_id) where external_id is not null;
create index insured_object_vin on insured_object (vin) where vin is not null;
create index relation_other on relation (other) where other is not null;
create index duplicate_other on duplicate (other);
create index attachment_owner on attachment (owner_record);
create index task_customer on task (customer) where customer is not null;

select app_give_rights('policy', '{
  "agent": {"see":"own","create":"own","edit":"own","delete":"own"},
  "adjuster": {"see":"own"},
  "marketer": {"see":"all","export":"all"},
  "accountant": {"see":"all","edit":"all","export":"all"},
  "head": {"see":"branch","create":"branch","edit":"branch","delete":"branch","export":"branch"},
  "director": {"see":"all","create":"all","edit":"all","delete":"all","export":"all"},
  "administrator": {"see":"all","create":"all","edit":"all","delete":"all","export":"all"}
}');
select app_give_rights('task', '{
  "agent": {"see":"own","create":"own","edit":"own","delete":"own"},
  "adjuster": {"see":"own","create":"own","edit":"own","delete":"own"},
  "marketer": {"see":"own","create":"own","edit":"own","delete":"own"},
  "accountant": {"see":"own","create":"own","edit":"own","delete":"own"},
  "head": {"see":"branch","create":"branch","edit":"branch","delete":"branch"},
  "director": {"see":"all","create":"all","edit":"all","delete":"all"},
  "administrator": {"see":"all","create":"all","edit":"all","delete":"all"}
}');
select app_give_rights('settings', '{
  "agent": {"see":"all"},
  "adjuster": {"see":"all"},
  "marketer": {"see":"all"},
  "accountant": {"see":"all"},
  "head": {"see":"all"},
  "director": {"see":"all"},
  "administrator": {"see":"all","edit":"all"}
}');
select app_give_rights('saved-view', '{
  "agent": {"see":"own","create":"own","edit":"own","delete":"own"},
  "adjuster": {"see":"own","create":"own","edit":"own","delete":"own"},
  "marketer": {"see":"own","create":"own","edit":"own","delete":"own"},
  "accountant": {"see":"own","create":"own","edit":"own","delete":"own"},
  "head": {"see":"own","create":"own","edit":"own","delete":"own"},
  "director": {"see":"own","create":"own","edit":"own","delete":"own"},
  "administrator": {"see":"own","create":"own","edit":"own","delete":"own"}
}');
