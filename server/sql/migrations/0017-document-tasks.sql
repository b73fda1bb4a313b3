-- SPDX-License-Identifier: GPL-3.0-or-later
-- Which task was made for the end of a document, so that each is made once.

create table document_task (
  document uuid primary key,
  task uuid not null,
  ends_on date not null
);
