-- SPDX-License-Identifier: GPL-3.0-or-later
-- One process at a time looks at the ends of documents; the place in the feed that it has seen.
select pg_try_advisory_xact_lock(7305, 1) as mine, coalesce((select max(ver) from identity_document), 0) as seen
