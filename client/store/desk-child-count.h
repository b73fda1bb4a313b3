/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-database.h"
#include "shared/codec/crm-field.h"

G_BEGIN_DECLS

/* How much of a kind hangs on two customers. */
typedef struct
{
  const CrmKind *kind;
  guint first;
  guint second;
} DeskChildCount;

void desk_child_count_async (DeskDatabase *database,
                             const char *first,
                             const char *second,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* (element-type DeskChildCount) (transfer full): kinds of which there is something. */
GArray *desk_child_count_finish (DeskDatabase *database, GAsyncResult *result, GError **error);

G_END_DECLS
