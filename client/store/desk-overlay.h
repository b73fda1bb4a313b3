/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-record-store.h"
#include "shared/protocol/crm-change.h"

G_BEGIN_DECLS

/* What screens show is what the server last said with the person's open commands on top. These keep
 * it so, inside a transaction of the writer. */

/* Before the first command of a record is stored: keeps the row as the server's word. */
gboolean desk_overlay_keep_base (DeskConnection *connection,
                                 int kind,
                                 const guint8 id[CRM_ID_BYTES],
                                 GError **error);
/* Makes the shown row from base and open entries. */
gboolean desk_overlay_rebuild (DeskConnection *connection,
                               int kind,
                               const guint8 id[CRM_ID_BYTES],
                               GError **error);
/* The same for all records with open entries. */
gboolean desk_overlay_rebuild_all (DeskConnection *connection, GError **error);
/* The server's word about a record: a whole row, or that it is gone (@values %NULL). */
gboolean desk_overlay_set_base (DeskConnection *connection,
                                int kind,
                                const guint8 id[CRM_ID_BYTES],
                                gint64 version,
                                const char *const *values,
                                GError **error);
/* No longer visible to this person: it and all that hangs on it goes. */
gboolean desk_overlay_erase_scope (DeskConnection *connection,
                                   int kind,
                                   const guint8 id[CRM_ID_BYTES],
                                   GError **error);
/* What @command sets, also for commands of their own name ("customer.reassign"). (transfer full)
 * (nullable) */
CrmFieldSet *desk_overlay_dup_set (CrmCommand *command);

G_END_DECLS
