-- SPDX-License-Identifier: GPL-3.0-or-later
-- A row that load-bank-account locked, whole; parameters as of insert-bank-account.
update bank_account set
  ver = $14::bigint, rev = $2::integer, deleted = $3::boolean, owner = $4::uuid, branch = $5::uuid,
  revs = $6::json, customer = $7::uuid, bic = $8::text, account = $9::text, bank_name = $10::text,
  correspondent_account = $11::text, recipient = $12::text, is_primary = $13::boolean
where id = $1::uuid
