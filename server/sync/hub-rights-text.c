/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rights as clients are told of them. Worker threads. */

#define G_LOG_DOMAIN "hub-sync"

#include "server/sync/hub-rights-text.h"

#include "server/sync/hub-sync-queries.h"

char *
hub_rights_read_text (HubDb *db, const HubSession *session, GError **error)
{
  const char *params[] = { session->user, session->id };
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_sync_query (HUB_SYNC_READ_RIGHTS), params, error);
  HubRights rights = { 0 };
  char *text = NULL;

  if (rows == NULL)
    return NULL;
  if (hub_rights_read (&rights, session, rows, error))
    text = crm_rights_to_text (&rights.matrix);
  hub_rights_clear (&rights);
  return text;
}
