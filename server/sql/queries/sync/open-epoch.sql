-- SPDX-License-Identifier: GPL-3.0-or-later
-- The token of the current epoch; $1: start a new one whatever the incarnation.
select sync_open_epoch($1::boolean)
