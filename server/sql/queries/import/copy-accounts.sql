-- SPDX-License-Identifier: GPL-3.0-or-later
-- New bank accounts, many at once.
copy bank_account (
  id, ver, owner, branch, customer, bic, account, bank_name, correspondent_account, is_primary)
from stdin
