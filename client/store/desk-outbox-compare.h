/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-connection.h"

G_BEGIN_DECLS

typedef enum
{
  DESK_OUTBOX_SAME,
  DESK_OUTBOX_WRONG, /* outbox.db says something else than the log, which is good */
  DESK_LOG_WRONG,    /* the log lacks what outbox.db has */
} DeskOutboxDifference;

/* After a stop that may have damaged a file: a page of outbox.db may be wrong in a way that SQLite
 * cannot see. The log is written first and each of its records has a checksum. Writer thread,
 * before the log is opened. */
gboolean desk_outbox_compare (DeskConnection *connection,
                              const char *log,
                              DeskOutboxDifference *difference,
                              GError **error);

G_END_DECLS
