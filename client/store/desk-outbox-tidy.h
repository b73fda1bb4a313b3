/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-connection.h"

G_BEGIN_DECLS

/* Keeps what the outbox writes from growing for ever. Writer thread only. */

/* key → text, into @drafts. */
gboolean desk_outbox_read_drafts (DeskConnection *connection, GHashTable *drafts, GError **error);
/* Old entries of the journal go. */
gboolean desk_outbox_prune_journal (DeskConnection *connection, GError **error);
/* Writes the log anew when it is far longer than what it mirrors, or with @force. Not inside a
 * transaction. */
gboolean desk_outbox_tidy_log (DeskConnection *connection, gboolean force, GError **error);

G_END_DECLS
