/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "hub-sync"

#include "server/sync/hub-xmin.h"

#include "server/sync/hub-sync-queries.h"

gboolean
hub_xmin_read_work (HubDb *db, gpointer data, GError **error)
{
  HubXmin *self = data;
  g_autoptr (HubDbRows) rows = hub_db_select (db, hub_sync_query (HUB_SYNC_READ_XMIN), NULL, error);

  if (rows == NULL)
    return FALSE;

  self->xmin = g_ascii_strtoull (hub_db_rows_text (rows, 0, 0), NULL, 10);
  self->xmax = g_ascii_strtoull (hub_db_rows_text (rows, 0, 1), NULL, 10);
  return TRUE;
}
