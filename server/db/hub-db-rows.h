/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "shared/base/crm-error.h"

G_BEGIN_DECLS

/* A result, text format; keeps libpq out of the services. */
typedef struct _HubDbRows HubDbRows;

void hub_db_rows_free (HubDbRows *self);
guint hub_db_rows_count (HubDbRows *self);
guint hub_db_rows_columns (HubDbRows *self);
/* (nullable) (transfer none): %NULL is SQL null. Times come as the server prints them with
 * DateStyle ISO and TimeZone UTC; queries give wire times through to_char. */
const char *hub_db_rows_text (HubDbRows *self, guint row, guint column);
int hub_db_rows_length (HubDbRows *self, guint row, guint column);
gint64 hub_db_rows_integer (HubDbRows *self, guint row, guint column);
gboolean hub_db_rows_boolean (HubDbRows *self, guint row, guint column);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubDbRows, hub_db_rows_free)

G_END_DECLS
