-- SPDX-License-Identifier: GPL-3.0-or-later
-- Takes the log to the disk as far as it was written before this, whatever else does not wait for it.
select set_config('synchronous_commit', 'on', true), pg_logical_emit_message(true, 'zontik', '')
