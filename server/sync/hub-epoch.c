/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The epoch of the database. The work is done by sync_open_epoch() under an advisory lock, so that
 * several servers may start at once. */

#define G_LOG_DOMAIN "hub-epoch"

#include "server/sync/hub-epoch.h"

#include <string.h>

#include "server/sync/hub-sync-queries.h"

typedef struct
{
  gboolean fresh;
  char *token;
  GBytes *secret;
} EpochJob;

static void
epoch_job_clear (EpochJob *self)
{
  g_clear_pointer (&self->token, g_free);
  g_clear_pointer (&self->secret, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EpochJob, epoch_job_clear)

static GBytes *
parse_hex (const char *hex)
{
  gsize length = strlen (hex) / 2;
  guint8 *data = g_malloc0 (length);

  for (gsize i = 0; i < length; i++)
    data[i] = g_ascii_xdigit_value (hex[2 * i]) << 4 | g_ascii_xdigit_value (hex[2 * i + 1]);
  return g_bytes_new_take (data, length);
}

static gboolean
open_epoch_work (HubDb *db, gpointer data, GError **error)
{
  EpochJob *job = data;
  const char *params[] = { job->fresh ? "true" : "false" };
  g_autoptr (HubDbRows) token = NULL;
  g_autoptr (HubDbRows) secret = NULL;

  epoch_job_clear (job);
  token = hub_db_select (db, hub_sync_query (HUB_SYNC_OPEN_EPOCH), params, error);
  if (token == NULL)
    return FALSE;

  secret = hub_db_select (db, hub_sync_query (HUB_SYNC_READ_SECRET), NULL, error);
  if (secret == NULL)
    return FALSE;
  if (hub_db_rows_count (secret) != 1 || hub_db_rows_length (secret, 0, 0) != 64)
    return crm_fail (error, CRM_ERROR_CORRUPT, "the database has lost its secret");

  job->token = g_strdup (hub_db_rows_text (token, 0, 0));
  job->secret = parse_hex (hub_db_rows_text (secret, 0, 0));
  return TRUE;
}

gboolean
hub_epoch_open (HubDbPool *pool, char **epoch, GBytes **secret, GError **error)
{
  g_auto (EpochJob) job = { FALSE };

  if (!hub_db_pool_run_sync (pool, HUB_DB_READ_WRITE, open_epoch_work, &job, error))
    return FALSE;

  *epoch = g_steal_pointer (&job.token);
  *secret = g_steal_pointer (&job.secret);
  return TRUE;
}

gboolean
hub_epoch_renew (HubDbPool *pool, GError **error)
{
  g_auto (EpochJob) job = { TRUE };

  return hub_db_pool_run_sync (pool, HUB_DB_READ_WRITE, open_epoch_work, &job, error);
}

static gboolean
set_lossless_work (HubDb *db, gpointer data, GError **error)
{
  return hub_db_run (db, hub_sync_query (HUB_SYNC_SET_LOSSLESS), NULL, error);
}

gboolean
hub_epoch_set_lossless (HubDbPool *pool, GError **error)
{
  return hub_db_pool_run_sync (pool, HUB_DB_READ_WRITE, set_lossless_work, NULL, error);
}

gboolean
hub_epoch_refresh (HubDb *db, GError **error)
{
  static const char *const params[] = { "false" };
  g_autoptr (HubDbRows) rows =
      hub_db_select (db, hub_sync_query (HUB_SYNC_OPEN_EPOCH), params, error);

  if (rows == NULL)
    return FALSE;

  g_message ("the database is another incarnation; its epoch is %s", hub_db_rows_text (rows, 0, 0));
  return TRUE;
}
