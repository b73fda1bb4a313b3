-- SPDX-License-Identifier: GPL-3.0-or-later
-- Lets the transaction read the audit: what is shown of it was decided from the rights.
select set_config('zontik.reach', 'all', true)
