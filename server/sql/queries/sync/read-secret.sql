-- SPDX-License-Identifier: GPL-3.0-or-later
-- The secret that signs cursors, in hex.
select encode(secret, 'hex') from server_secret
