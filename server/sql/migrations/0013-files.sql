-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whether the bytes of a file have come, and where to look for rows that name some bytes.

alter table attachment add column stored boolean;
create index attachment_digest on attachment (digest);
create index task_source on task (policy) where policy is not null;
