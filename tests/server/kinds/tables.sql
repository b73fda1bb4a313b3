-- SPDX-License-Identifier: GPL-3.0-or-later
-- As a migration makes them.
create table contract (customer uuid not null, number text, premium bigint, rate numeric, starts_on date,
                       signed_at timestamptz, renewed boolean, words json);
select app_make_kind('contract', 8, 'hanging');
create table slice (customer uuid not null, contract uuid not null, amount bigint);
select app_make_kind('slice', 9, 'hanging', 'contract');
create table pinned_view (definition json);
select app_make_kind('pinned_view', 10, 'loose');
create table label (name text not null);
select app_make_kind('label', 11, 'everybody');
select app_grant();
