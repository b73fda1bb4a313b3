-- SPDX-License-Identifier: GPL-3.0-or-later
-- A row that load-identity-document locked, whole; parameters as of insert-identity-document.
update identity_document set
  ver = $15::bigint, rev = $2::integer, deleted = $3::boolean, owner = $4::uuid, branch = $5::uuid,
  revs = $6::json, customer = $7::uuid, type = $8::text, series = $9::text, number = $10::text,
  issued_by = $11::text, issuer_code = $12::text, issued_on = $13::date, valid_to = $14::date
where id = $1::uuid
