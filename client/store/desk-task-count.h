/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/store/desk-database.h"

G_BEGIN_DECLS

/* How many tasks about these customers are not done. */
void desk_task_count_async (DeskDatabase *database,
                            const char *const *customers,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
/* -1 with @error. */
gint64 desk_task_count_finish (GAsyncResult *result, GError **error);

G_END_DECLS
