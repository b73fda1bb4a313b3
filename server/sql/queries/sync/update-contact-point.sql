-- SPDX-License-Identifier: GPL-3.0-or-later
-- A row that load-contact-point locked, whole; parameters as of insert-contact-point.
update contact_point set
  ver = $14::bigint, rev = $2::integer, deleted = $3::boolean, owner = $4::uuid,
  branch = $5::uuid, revs = $6::json, customer = $7::uuid, type = $8::text, value = $9::text,
  label = $10::text, is_primary = $11::boolean, invalid = $12::boolean, opted_out = $13::boolean
where id = $1::uuid
