/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server/customers/hub-loader.h"

G_BEGIN_DECLS

typedef struct
{
  guint n_updated;
  guint n_unchanged;
} HubImportUpdate;

/* Those of @customers (element-type HubLoadCustomer) whose foreign id is known already take the
 * values of the file; the others are given back. What the file does not say stays; a contact point
 * that is new is added. (transfer container) (nullable). */
GPtrArray *
hub_import_update_known (HubDb *db, GPtrArray *customers, HubImportUpdate *counts, GError **error);

/* Only counts those that are known, as updated. */
gboolean
hub_import_count_known (HubDb *db, GPtrArray *customers, HubImportUpdate *counts, GError **error);

G_END_DECLS
