/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-connection.h"

G_BEGIN_DECLS

/* Masked fields in the tables of the cache: whole values are sealed there, bullets are not. */

/* (transfer full) (nullable): %NULL when the value may stand as it is. */
char *desk_row_seal_value (DeskConnection *connection,
                           int kind,
                           guint field,
                           const guint8 id[CRM_ID_BYTES],
                           const char *value);
/* What is to be stored of @row: itself, or a copy that goes to @sealed. */
DeskRow *desk_row_seal (DeskConnection *connection, DeskRow *row, DeskRow **sealed);
/* Opens what was stored; a value whose key is lost is shown as bullets. */
void desk_row_open (DeskConnection *connection, DeskRow *row);

G_END_DECLS
