/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/db/hub-db.h"

G_BEGIN_DECLS

/* Rows on their way into a COPY statement, in the text form of PostgreSQL, sent in chunks. Plain
 * struct on the stack of a job; worker threads. */
typedef struct
{
  HubDb *db;
  GString *text; /* (owned) */
} HubCopy;

void hub_copy_init (HubCopy *self, HubDb *db);
void hub_copy_clear (HubCopy *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HubCopy, hub_copy_clear)

/* The first value of a row, then the others; %NULL is SQL null. */
void hub_copy_add_first (HubCopy *self, const char *value);
void hub_copy_add (HubCopy *self, const char *value);
gboolean hub_copy_end_line (HubCopy *self, GError **error);
/* Sends what is left and ends the statement. */
gboolean hub_copy_end (HubCopy *self, GError **error);

G_END_DECLS
