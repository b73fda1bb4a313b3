-- SPDX-License-Identifier: GPL-3.0-or-later
-- New identity documents with all their fields, many at once.
copy identity_document (
  id, ver, owner, branch, customer, type, series, number, issued_by, issuer_code, issued_on,
  valid_to)
from stdin
