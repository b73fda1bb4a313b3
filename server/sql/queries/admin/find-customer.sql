-- SPDX-License-Identifier: GPL-3.0-or-later
-- The customer $1: whose he is.
select owner, branch from customer where id = $1::uuid and not deleted for share
